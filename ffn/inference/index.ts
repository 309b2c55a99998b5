export { acceptObject, type Selection, selectObject } from './accept-object.ts';
export { alignAndCrop, type PlacedArray } from './alignment.ts';
export { assertRunnable } from './assert-runnable.ts';
export { type Batcher, createBatcher } from './batcher.ts';
export {
  type Canvas,
  type CanvasInput,
  createCanvas,
  type History,
  initSeed,
  isValidPos,
  type OriginInfo,
  type Overlap,
} from './canvas.ts';
export { chooseMovement } from './choose-movement.ts';
export { Counters } from './counters.ts';
export { closeLoop } from './device-loss.ts';
export type { InFlight, InferenceEvent, InferenceHooks, Rejection } from './events.ts';
export { type FaceScan, type Move, scanFaces } from './face-scan.ts';
export { cropFov, type Fov, fovAround, pasteFov } from './field-of-view.ts';
export { segmentationChanged } from './grow-on-device.ts';
export { type Contiguous, initSegmentation, makeContiguous } from './init-segmentation.ts';
export {
  createRestrictor,
  makeRestrictor,
  type Restrictions,
  type RestrictorInput,
} from './make-restrictor.ts';
export {
  buildMask,
  createChannelReader,
  type MaskConfig,
  type MaskInput,
  type ShiftMask,
} from './masks/index.ts';
export {
  createFaceMaxPolicy,
  type FaceMaxOptions,
  type MovementPolicy,
  type MovementState,
  quantise,
} from './movement.ts';
export { type Normalisation, normaliseImage } from './normalise.ts';
export {
  createObjectSegmenter,
  type ObjectMask,
  type ObjectSegmenter,
  type ObjectSegmenterInput,
  type ObjectUpdate,
} from './object-segmenter.ts';
export { type CanvasOptions, expit, resolveOptions } from './options.ts';
export { assertOverlap, defaultOverlap, findOverlapDoubt } from './overlap.ts';
export { assertFinite } from './read-image.ts';
export {
  type BoundingBox,
  decodeMessage,
  encodeMessage,
  hasField,
  type InferenceOptions,
  type InferenceRequest,
  type Message,
  type MessageName,
  parseBoundingBox,
  parseInferenceOptions,
  parseInferenceRequest,
  parseMessage,
  reservedFields,
} from './requests/index.ts';
export { type Restrictor, UNRESTRICTED } from './restrictor.ts';
export { isResult, isSameRun, recordedVoxelSize } from './run-record.ts';
export { type SegmentSummary, type SubvolumeInput, segmentSubvolume } from './runner.ts';
export {
  createSeedPolicy,
  originDirectories,
  type SeedContext,
  type SeedPolicy,
  type SeedPolicyState,
  seedPolicyNames,
} from './seeds/index.ts';
export { type SegmentEvent, type SegmentInput, segment } from './segment.ts';
export { segmentAll } from './segment-all.ts';
export { segmentAt } from './segment-at.ts';
export { type DecoratedVolume, NO_SOURCES, type RequestSources, withVolumeCache } from './sources.ts';
export {
  type CleanedUp,
  type CleanUpOptions,
  cleanUp,
  clearDust,
  cornerFromPath,
  decodeOrigins,
  decodeOverlaps,
  dequantizeProbability,
  encodeOrigins,
  encodeOverlaps,
  findSubvolume,
  type Labels,
  type LoadedSegmentation,
  type LoadOptions,
  legacySubvolumePath,
  loadOrigins,
  loadSegmentation,
  loadSegmentationFromSource,
  quantizeProbability,
  readSubvolume,
  reduceIdBits,
  type StoredSubvolume,
  type Subvolume,
  type SubvolumeSuffix,
  saveAlignedImage,
  saveSubvolume,
  subvolumePath,
} from './storage/index.ts';
export { type Tiling, tileBoxes } from './tiles.ts';
export { updateAt } from './update-at.ts';
