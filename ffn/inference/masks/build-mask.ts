/** Masks of a request as voxels. Source: spec/ffn.md 4.6. */
import { InvalidDataError } from '../../../datasets/errors.ts';
import { type Box, boxSize, volumeOf } from '../../../datasets/geometry/index.ts';
import type { Message } from '../requests/index.ts';
import type { DecoratedVolume, RequestSources } from '../sources.ts';
import { addChannels } from './channels.ts';
import { parseExpression } from './expression.ts';
import { createChannelReader } from './read-channels.ts';

export type MaskConfig = Message<'MaskConfig'>;

export interface MaskInput {
  /** Voxels of the mask, x, y, z. */
  readonly box: Box;
  readonly sources: RequestSources;
  /** [z, y, x] of the box, raw grey values: the source of image masks. */
  readonly image?: ArrayLike<number>;
  readonly signal?: AbortSignal;
}

/**
 * The logical sum of masks.
 * @returns [z, y, x] of the box, 1 where masked.
 * @throws InvalidDataError for an expression that cannot be read, a channel that does not exist, a mask without a source.
 */
export async function buildMask(masks: readonly MaskConfig[], input: MaskInput): Promise<Uint8Array> {
  const sum = new Uint8Array(volumeOf(boxSize(input.box)));
  for (const config of masks) {
    const mask = await buildOne(config, input);
    const masked = config.invert ? 0 : 1;
    for (let i = 0; i < sum.length; i++) if (mask[i] === masked) sum[i] = 1;
  }
  return sum;
}

async function buildOne(config: MaskConfig, input: MaskInput): Promise<Uint8Array> {
  const { box, sources, image, signal } = input;
  if (config.coordinateExpression) return evaluate(config.coordinateExpression.expression, box);
  const mask = new Uint8Array(volumeOf(boxSize(box)));
  if (config.volume) {
    const { mask: named, channels } = config.volume;
    if (!named) throw invalid('volume.mask', 'a volume', 'none');
    const volume = await sources.openVolume(named);
    const read = createChannelReader(volume, box, { subject: `mask ${nameOf(named)}`, signal });
    await addChannels(mask, channels, read);
    return mask;
  }
  if (!config.image) throw invalid('source', 'volume, image or coordinate_expression', 'none');
  if (!image) throw invalid('image', 'an image to mask by', 'none');
  await addChannels(mask, config.image.channels, async (channel) => {
    if (channel !== 0)
      throw invalid('image.channels.channel', '0, the only channel of an image', `${channel}`);
    return image;
  });
  return mask;
}

function evaluate(expression: string, { begin, end }: Box): Uint8Array {
  const isMasked = parseExpression(expression);
  const mask = new Uint8Array(volumeOf(boxSize({ begin, end })));
  let i = 0;
  for (let z = begin[2]; z < end[2]; z++) {
    for (let y = begin[1]; y < end[1]; y++) {
      for (let x = begin[0]; x < end[0]; x++) mask[i++] = isMasked(z, y, x) ? 1 : 0;
    }
  }
  return mask;
}

/** For messages. */
export const nameOf = (volume: DecoratedVolume): string =>
  volume.hdf5 || volume.tensorstore || volume.volinfo;

function invalid(field: string, expected: string, got: string): InvalidDataError {
  return new InvalidDataError({ subject: `mask.${field}`, expected, got });
}
