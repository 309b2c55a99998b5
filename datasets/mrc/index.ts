export { encodeMrc, encodeMrcHeader, type MrcDescription, type MrcStatistics } from './encode.ts';
export { type MrcHeader, parseMrcHeader } from './header.ts';
export { type MrcVolume, openMrc } from './volume.ts';
