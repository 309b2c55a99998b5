export { encodeMrc } from './encode.ts';
export { type MrcHeader, parseMrcHeader } from './header.ts';
export { dataBytesOf, hostOrder, type RawLayout, type ReadBytes, readRawBox } from './read-raw-box.ts';
export { type MrcVolume, openMrc } from './volume.ts';
