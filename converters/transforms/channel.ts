import { InvalidDataError } from '../../datasets/errors.ts';
import type { Volume } from '../../datasets/volume.ts';

/**
 * One channel of a volume.
 * @param channel from 0.
 * @throws InvalidDataError where there is no such channel.
 */
export function selectChannel(volume: Volume, channel: number): Volume {
  if (channel < 0 || channel >= volume.numChannels) {
    const expected = `a channel in [0,${volume.numChannels})`;
    throw new InvalidDataError({ subject: '--channel', expected, got: `${channel}` });
  }
  if (volume.numChannels === 1) return volume;
  return {
    ...volume,
    numChannels: 1,
    async read(box, options) {
      const block = await volume.read(box, options);
      const voxels = block.data.length / block.numChannels;
      return { ...block, numChannels: 1, data: block.data.slice(channel * voxels, (channel + 1) * voxels) };
    },
  };
}
