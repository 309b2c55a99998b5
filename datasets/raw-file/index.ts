export { dataBytesOf, type RawLayout, type ReadBytes, type ReadRange, readRawBox } from './read-raw-box.ts';
export {
  bytesPerFileSample,
  decodeSamples,
  type FileType,
  floatsOfFloat64,
  hostOrder,
  labelsOfInt64,
  typeWarning,
  volumeTypeOf,
  widenHalves,
} from './samples.ts';
