export { assertPrecise } from './assert-precise.ts';
export type {
  DeviceLoop,
  LoopHooks,
  LoopInput,
  LoopResult,
  LoopStep,
  PendingMoves,
  Slab,
} from './device-loop.ts';
export type { TileMeasurement } from './measure-tiles.ts';
export type { FfnNetwork, NetworkInfo } from './network.ts';
export {
  defaultTile,
  describeTile,
  PRECISIONS,
  type Precision,
  parsePrecision,
} from './precision.ts';
export { createReferenceNetwork } from './reference.ts';
export { createTfjsNetwork, type TfjsOptions } from './tfjs.ts';
export { registerOwnKernels } from './tfjs-register.ts';
export { type TunedTile, type TuneOptions, tuneTile } from './tune-tile.ts';
export { createWasmNetwork } from './wasm.ts';
export { DeviceLostError } from './watch-device.ts';
export { createWebgpuNetwork, type WebgpuOptions } from './webgpu.ts';
