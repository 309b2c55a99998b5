/** Records of events, read by the messages' own definitions and a checksum of one bit at a time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobuf from 'protobufjs';
import { EVENT_FILE_VERSION, encodeEventRecord } from '../../../../ffn/training/index.ts';

/** The part of tensorflow/core/util/event.proto and framework/summary.proto that is used. */
const { root } = protobuf.parse(`syntax = "proto3"; package tensorflow;
  message Event { double wall_time = 1; int64 step = 2;
    oneof what { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; } }
  message Summary { message Value { string tag = 1; float simple_value = 2; } repeated Value value = 1; }
  message SessionLog { enum SessionStatus { STATUS_UNSPECIFIED = 0; START = 1; STOP = 2; CHECKPOINT = 3; }
    SessionStatus status = 1; string checkpoint_path = 2; string msg = 3; }`);
const Event = root.lookupType('tensorflow.Event');

/** Castagnoli's polynomial, reflected. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

function decode(record: Uint8Array): Record<string, unknown> {
  const view = new DataView(record.buffer, record.byteOffset);
  const length = Number(view.getBigUint64(0, true));
  assert.equal(record.length, 12 + length + 4);
  const data = record.subarray(12, 12 + length);
  assert.equal(view.getUint32(8, true), masked(record.subarray(0, 8)));
  assert.equal(view.getUint32(12 + length, true), masked(data));
  return Event.toObject(Event.decode(data), { longs: Number, enums: String });
}

test('the checksum of the test is CRC-32C (RFC 3720, B.4)', () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
});

test('version, start of a run, scalars', () => {
  assert.deepEqual(decode(encodeEventRecord({ wallTime: 1.5, fileVersion: EVENT_FILE_VERSION })), {
    wallTime: 1.5,
    fileVersion: 'brain.Event:2',
  });
  assert.deepEqual(decode(encodeEventRecord({ wallTime: 2, step: 30, isStart: true })), {
    wallTime: 2,
    step: 30,
    sessionLog: { status: 'START' },
  });
  const scalars = { pixel_loss: 0.25, 'eval/all/f1': -1 };
  const record = encodeEventRecord({ wallTime: 1e9 + 0.125, step: 2 ** 40, scalars });
  const value = Object.entries(scalars).map(([tag, simpleValue]) => ({ tag, simpleValue }));
  assert.deepEqual(decode(record), { wallTime: 1e9 + 0.125, step: 2 ** 40, summary: { value } });
});
