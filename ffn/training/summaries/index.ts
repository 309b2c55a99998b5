export { EVENT_FILE_VERSION, encodeEventRecord, type TrainEventRecord } from './event.ts';
