export { equalizeSlice } from './equalize-slice.ts';
export { matchHistogram } from './match-histogram.ts';
export { readReferenceLut } from './reference-lut.ts';
