export { type NiftiHeader, type NiftiType, parseNiftiHeader } from './header.ts';
export { type NiftiOptions, type NiftiVolume, openNifti } from './volume.ts';
