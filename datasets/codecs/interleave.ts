type Pixels = Uint8Array | Uint16Array;

/** Colours beside each other -> one channel after the other. */
export function planar<T extends Pixels>(interleaved: T, numChannels: number): T {
  if (numChannels === 1) return interleaved;
  const out = interleaved.slice() as T;
  const pixels = interleaved.length / numChannels;
  for (let channel = 0; channel < numChannels; channel++) {
    for (let i = 0; i < pixels; i++) out[channel * pixels + i] = interleaved[i * numChannels + channel];
  }
  return out;
}

/** One channel after the other -> colours beside each other. */
export function interleave<T extends Pixels>(channels: T, numChannels: number): T {
  if (numChannels === 1) return channels;
  const out = channels.slice() as T;
  const pixels = channels.length / numChannels;
  for (let channel = 0; channel < numChannels; channel++) {
    for (let i = 0; i < pixels; i++) out[i * numChannels + channel] = channels[channel * pixels + i];
  }
  return out;
}
