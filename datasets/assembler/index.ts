export { instantiateKernels, type KernelMemory, memoryOf } from './instance.ts';
export {
  block,
  type Code,
  either,
  f32x4,
  get,
  giveBack,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  leaveIf,
  narrowToBytes,
  repeatWhile,
  set,
  TYPES,
  v128,
  when,
} from './instructions.ts';
export type { KernelCode } from './module.ts';
