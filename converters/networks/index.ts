export { type BackendChoice, DEVICES, type Device, openBackend, parseDevice } from './choose-backend.ts';
export { assertKnownModel, loadModel, type ModelSource } from './load-model.ts';
export { type LoadedNetwork, loadNetwork } from './load-network.ts';
export { findCheckpoint, type NetworkSource, openNetwork } from './open-network.ts';
export { openTfjs } from './open-tfjs.ts';
export {
  openTrainable,
  type TrainableChoice,
  type TrainableOnDevice,
  type TrainableSource,
} from './open-trainable.ts';
export { type OwnModel, ownModel } from './own-models.ts';
