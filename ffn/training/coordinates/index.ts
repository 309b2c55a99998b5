export { balanceClasses, createIndices, type Indices } from './balance.ts';
export { createRecordEncoder, type NumberedVolume, type RecordEncoder } from './encode-records.ts';
export { type Coordinate, decodeExample, encodeExample } from './example.ts';
export { readRecords } from './read-records.ts';
