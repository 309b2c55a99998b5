/**
 * Events as TensorBoard reads them: records of tensorflow.Event. Source: tensorflow/core/util/event.proto,
 * tensorflow/core/framework/summary.proto (field numbers); spec/ffn.md 5.4 (framing).
 */
import protobuf from 'protobufjs/minimal.js';
import { maskedCrc32c } from '../../model/index.ts';

export interface TrainEventRecord {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  /** Of the first record of a file. */
  readonly fileVersion?: string;
  /** A run begins at this step: what earlier files say of it and of later ones no longer holds. */
  readonly isStart?: boolean;
  /** Values by tag, float32. */
  readonly scalars?: Readonly<Record<string, number>>;
}

/** What a file of events must begin with. */
export const EVENT_FILE_VERSION = 'brain.Event:2';

/** Field numbers, and their wire types in the low three bits. */
const EVENT = { wallTime: 0x09, step: 0x10, fileVersion: 0x1a, summary: 0x2a, sessionLog: 0x3a } as const;
const VALUE = { tag: 0x0a, simpleValue: 0x15 } as const;
const SUMMARY_VALUE = 0x0a;
const SESSION_STATUS = 0x08;
const SESSION_START = 1;

/** @returns the record: length, its checksum, the message, its checksum. */
export const encodeEventRecord = (event: TrainEventRecord): Uint8Array => frameRecord(encodeEvent(event));

function encodeEvent({ wallTime, step, fileVersion, isStart, scalars }: TrainEventRecord): Uint8Array {
  const writer = protobuf.Writer.create().uint32(EVENT.wallTime).double(wallTime);
  if (step !== undefined) writer.uint32(EVENT.step).int64(step);
  if (fileVersion !== undefined) writer.uint32(EVENT.fileVersion).string(fileVersion);
  if (scalars) writer.uint32(EVENT.summary).bytes(encodeSummary(scalars));
  if (isStart) {
    const log = protobuf.Writer.create().uint32(SESSION_STATUS).uint32(SESSION_START).finish();
    writer.uint32(EVENT.sessionLog).bytes(log);
  }
  return writer.finish();
}

function encodeSummary(scalars: Readonly<Record<string, number>>): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const [tag, value] of Object.entries(scalars)) {
    const one = protobuf.Writer.create().uint32(VALUE.tag).string(tag).uint32(VALUE.simpleValue).float(value);
    writer.uint32(SUMMARY_VALUE).bytes(one.finish());
  }
  return writer.finish();
}

/** Bytes of the length and its checksum; those of a checksum. */
const HEADER_BYTES = 12;
const CRC_BYTES = 4;

function frameRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER_BYTES + data.length + CRC_BYTES);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, HEADER_BYTES);
  view.setUint32(HEADER_BYTES + data.length, maskedCrc32c(data), true);
  return record;
}
