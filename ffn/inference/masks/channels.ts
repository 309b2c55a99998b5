import { InvalidDataError } from '../../../datasets/errors.ts';
import type { Samples } from '../../../datasets/volume.ts';
import type { Message } from '../requests/index.ts';

export type MaskChannel = Message<'MaskChannelConfig'>;

/** One channel of a mask's source, voxel by voxel: [z, y, x] of the mask. */
export type ReadChannel = (channel: number) => Promise<ArrayLike<number | bigint>>;

/**
 * Ors the channels that a mask is made of into it: voxels of one of the channel's `values`, or from `min_value` to
 * `max_value`, both included, or with `invert` all others.
 * @param mask [z, y, x], 1 where masked; changed in place.
 */
export async function addChannels(
  mask: Uint8Array,
  channels: readonly MaskChannel[],
  read: ReadChannel,
): Promise<void> {
  for (const config of channels) {
    const values = await read(config.channel);
    const isMasked = testOf(config);
    for (let i = 0; i < mask.length; i++) if (isMasked(values[i]) !== config.invert) mask[i] = 1;
  }
}

/** Numbers and bigints compare with each other as the numbers they are. */
function testOf({ values, minValue, maxValue }: MaskChannel): (value: number | bigint) => boolean {
  if (values.length === 0) return (value) => value >= minValue && value <= maxValue;
  const known = new Set(values);
  return (value) => (typeof value === 'bigint' || Number.isInteger(value)) && known.has(BigInt(value));
}

/** @returns the channel's part of planar samples. @throws InvalidDataError where there is no such channel. */
export function channelOf<T extends Samples>(
  data: T,
  { channel, numChannels, subject }: { channel: number; numChannels: number; subject: string },
): T {
  if (channel < 0 || channel >= numChannels) {
    throw new InvalidDataError({ subject, expected: `a channel below ${numChannels}`, got: `${channel}` });
  }
  const length = data.length / numChannels;
  return data.subarray(channel * length, (channel + 1) * length) as T;
}
