export { type NpzVolume, type NpzVolumeOptions, openNpzVolume } from './npz-file.node.ts';
