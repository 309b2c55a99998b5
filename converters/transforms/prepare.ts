import type { Volume } from '../../datasets/volume.ts';
import { applyTransforms, type Transforms } from './apply.ts';
import { selectChannel } from './channel.ts';
import { findDust, type PassOptions } from './count-labels.ts';
import type { WindowedType } from './intensity.ts';
import { assertLooksLikeLabels } from './looks-like-labels.ts';
import { type Percentiles, percentileWindow } from './percentiles.ts';
import { findComponents } from './split-components.ts';

/** Transforms as they are asked for: some need to know the whole volume first. */
export interface TransformRequest extends Omit<Transforms, 'drop' | 'components'> {
  /** Instead of a window. */
  readonly percentiles: (Percentiles & { readonly dataType: WindowedType }) | undefined;
  /** Labels, or with `split` their parts, of fewer voxels become background. */
  readonly minVoxels: number | undefined;
  /** Every connected part of a label becomes a label. */
  readonly split: boolean;
}

export interface PrepareOptions extends PassOptions {
  /** Passes over all labels are left out: what is asked for is a description. */
  readonly describeOnly?: boolean;
  /**
   * Called before passes over all labels, which take long, with the transforms but for what those find out.
   * @returns whether they are needed: false leaves them out.
   */
  readonly onDescribed?: (described: Transforms) => Promise<boolean>;
  /** What messages call the input where its voxels must look like labels. */
  readonly labelsOf?: string;
}

/**
 * Finds out what transforms need to know of the whole volume, so that any thread can then read any box.
 * Percentiles are those of the whole input, whatever is cropped; dust and components those of what is written.
 * @throws those of the transforms.
 */
export async function prepareTransforms(
  volume: Volume,
  request: TransformRequest,
  options: PrepareOptions = {},
): Promise<Transforms> {
  const { percentiles, minVoxels, split, ...rest } = request;
  const plain: Transforms = { ...rest, drop: undefined, components: undefined };
  if (percentiles) {
    const source = rest.channel === undefined ? volume : selectChannel(volume, rest.channel);
    const window = await percentileWindow(source, percentiles, options.signal);
    return { ...plain, window: { ...window, dataType: percentiles.dataType } };
  }
  if (options.labelsOf !== undefined)
    await assertLooksLikeLabels(applyTransforms(volume, plain), options.labelsOf, options.signal);
  if (options.describeOnly || (minVoxels === undefined && !split)) return plain;
  if ((await options.onDescribed?.(plain)) === false) return plain;
  const labels = applyTransforms(volume, plain);
  if (split) return { ...plain, components: await findComponents(labels, minVoxels ?? 0, options) };
  return { ...plain, drop: await findDust(labels, minVoxels ?? 0, options) };
}
