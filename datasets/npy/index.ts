export { type NpyHeader, parseNpyHeader } from './header.ts';
export { decodeNpy, type EncodeNpyOptions, encodeNpy } from './npy.ts';
export { encodeNpz, type Npz, openNpz } from './npz.ts';
export { type NpyFileOptions, type NpyFileVolume, openNpy } from './stream.ts';
export { decodeNpyBytes, decodeNpyText, encodeNpyText } from './text.ts';
export type { NpyArray, NpyArrayOf, NpyDataType, NpySamples } from './types.ts';
export { createNpyVolume, type NpyVolumeOptions } from './volume.ts';
