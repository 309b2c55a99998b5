export { openTiff, openTiffStack, type TiffOptions, type TiffVolume } from './volume.node.ts';
