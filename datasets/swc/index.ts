export { encodeSwc, type SwcForest } from './encode-swc.ts';
