export type { NiftiAffine } from './affine.ts';
export { type NiftiHeader, parseNiftiHeader } from './header.ts';
export { type NiftiOptions, type NiftiVolume, openNifti } from './volume.ts';
