import { type Box, boxSize, intersectBoxes, toZyx, volumeOf } from '../../../datasets/geometry/index.ts';
import { createSamples, type Samples, type Volume } from '../../../datasets/volume.ts';
import { alignAndCrop } from '../alignment.ts';
import { channelOf } from './channels.ts';

/**
 * Reads channels of a box that may reach beyond the volume, where voxels are 0. The box is read once, whatever the
 * number of channels.
 * @returns for a channel, [z, y, x] of the box.
 */
export function createChannelReader(
  volume: Volume,
  box: Box,
  { subject, signal }: { subject: string; signal?: AbortSignal },
): (channel: number) => Promise<Samples> {
  const inside = intersectBoxes(box, volume.bounds);
  const reading = inside && volume.read(inside, { signal });
  // A caller that is never asked for a channel leaves this promise alone: its failure must not end the program.
  reading?.catch(() => {});
  return async (channel) => {
    const { dataType, numChannels } = volume;
    const block = await reading;
    if (!block || !inside) {
      channelOf(createSamples(dataType, 0), { channel, numChannels, subject });
      return createSamples(dataType, volumeOf(boxSize(box)));
    }
    const data = channelOf(block.data, { channel, numChannels, subject });
    const source = { corner: toZyx(inside.begin), size: toZyx(block.size), data };
    return alignAndCrop<Samples>(source, toZyx(box.begin), toZyx(boxSize(box)), 0);
  };
}
