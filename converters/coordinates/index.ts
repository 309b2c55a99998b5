export { type ClassVolume, type Collected, type CollectOptions, collectClasses } from './collect-classes.ts';
export { type CompressedPiece, createCompressor, type RecordJob } from './compress-records.ts';
export { combineCrc32 } from './crc32-combine.ts';
export { createRecordFile, type RecordFile } from './record-file.ts';
export { createThreads } from './threads.ts';
