export { tensorValues, weightsFromCheckpoint } from './checkpoint-weights.ts';
export {
  assertWeightsFit,
  type ConvLayer,
  type ConvStack3DConfig,
  expectedShapes,
  featureList,
  INPUT_CHANNELS,
  listLayers,
  weightShape,
} from './conv-stack-3d.ts';
export { crc32c, crc32cOfRange, maskCrc, maskedCrc32c } from './crc32c.ts';
export type { TensorType, TensorValues } from './dtypes.ts';
export {
  decodeModel,
  encodeModel,
  type FfnModel,
  MODEL_NAME,
  type ModelMetadata,
  modelTexts,
  POLARITIES,
  type Polarity,
  parseModelTexts,
  weightsId,
} from './ffn-model.ts';
export { type HandSetModel, type HandSetOptions, handSetModel } from './hand-set.ts';
export { CONV_STACK_DEFAULTS, parseModelArgs } from './model-args.ts';
export { encodeOnnx } from './onnx.ts';
export { decodeOnnxModel } from './onnx-model.ts';
export { encodeTiledOnnx } from './onnx-tiled.ts';
export { cutPlanes, type PlaneTiles, packedShapes, packPlanes, unpackPlanes } from './plane-tiles.ts';
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors.ts';
export { type Checkpoint, type CheckpointTensor, readCheckpoint } from './tensor-bundle.ts';
export { readTfjsModel, type TfjsArtifacts, type TfjsModel, type TfjsWeightSpec } from './tfjs-model.ts';
export { elementCount, formatShape, type Weights, type WeightTensor } from './weights.ts';
