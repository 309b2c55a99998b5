export { buildMask, type MaskConfig, type MaskInput, nameOf } from './build-mask.ts';
export { createChannelReader } from './read-channels.ts';
export { createShiftTest, type ShiftMask } from './shift-mask.ts';
