export { encodeNpyHeader, type NpyHeader, parseNpyHeader } from './header.ts';
export { decodeNpy, decodeNpySamples, type EncodeNpyOptions, encodeNpy } from './npy.ts';
export { encodeNpz, type Npz, openNpz } from './npz.ts';
export { type NpyFileOptions, type NpyFileVolume, openNpy } from './stream.ts';
export { decodeNpyBytes, decodeNpyText, encodeNpyBytes, encodeNpyText } from './text.ts';
export { type NpyArray, type NpyArrayOf, type NpyDataType, type NpySamples, npyDescr } from './types.ts';
export { createNpyVolume, type NpyVolumeOptions } from './volume.ts';
