import type { Box } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { swapYz } from './axes.ts';
import { selectChannel } from './channel.ts';
import { type Clahe, equalizeVolume } from './clahe.ts';
import { dropLabels } from './count-labels.ts';
import { cropVolume } from './crop.ts';
import { invertVolume, type Window, type WindowedType, windowVolume } from './intensity.ts';
import { type Placement, placeVolume } from './place.ts';
import { type LabelTable, relabelVolume, type Unmapped } from './relabel.ts';
import { type Resampling, resampleVolume } from './resample.ts';
import { type ComponentLabels, splitComponents } from './split-components.ts';

/** Everything that is done to a volume before it is written; plain data, which another thread can be given. */
export interface Transforms extends Placement {
  readonly channel: number | undefined;
  readonly swapYz: boolean;
  readonly window: (Window & { readonly dataType: WindowedType }) | undefined;
  readonly invert: boolean;
  readonly table: LabelTable | undefined;
  readonly unmapped: Unmapped;
  readonly resample: Resampling | undefined;
  readonly clahe: Clahe | undefined;
  readonly box: Box | undefined;
  /** Labels that become background. */
  readonly drop: readonly bigint[] | undefined;
  /** Parts of labels that become labels. */
  readonly components: ComponentLabels | undefined;
}

/**
 * In this order: channel, axes, grey values or labels, voxel size, CLAHE, place, crop, dust or components: boxes and offsets are
 * in voxels of the output, and what labels are is counted in what is written.
 */
export function applyTransforms(volume: Volume, transforms: Transforms): Volume {
  const { channel, window, table, unmapped, box } = transforms;
  let result = volume;
  if (channel !== undefined) result = selectChannel(result, channel);
  if (transforms.swapYz) result = swapYz(result);
  if (window) result = windowVolume(result, window, window.dataType);
  if (transforms.invert) result = invertVolume(result);
  if (table) result = relabelVolume(result, table, { unmapped });
  const { voxelSizeNm, origin, resample } = transforms;
  if (voxelSizeNm) result = placeVolume(result, { voxelSizeNm });
  if (resample) result = resampleVolume(result, resample);
  if (transforms.clahe) result = equalizeVolume(result, transforms.clahe);
  if (origin) result = placeVolume(result, { origin });
  if (box) result = cropVolume(result, box);
  if (transforms.drop) result = dropLabels(result, transforms.drop);
  return transforms.components ? splitComponents(result, transforms.components) : result;
}
