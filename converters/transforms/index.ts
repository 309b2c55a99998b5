export { applyTransforms, type Transforms } from './apply.ts';
export { swapYz } from './axes.ts';
export { selectChannel } from './channel.ts';
export { cropVolume } from './crop.ts';
export { invertVolume, type Window, type WindowedType, windowVolume } from './intensity.ts';
export { type Placement, placeVolume } from './place.ts';
export { type LabelTable, type RelabelOptions, relabelVolume, type Unmapped } from './relabel.ts';
export { type Resampling, resampleVolume } from './resample.ts';
export type { ResampleMode } from './resample-taps.ts';
