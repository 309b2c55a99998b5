export { decodeCompressedState, encodeCompressedFragment } from './compressed-state.ts';
