/** Requests as protobuf's bytes, by the same table as their text. Source: protobuf's encoding guide. */
import protobuf from 'protobufjs/minimal.js';
import { CorruptDataError } from '../../../datasets/errors.ts';
import type { Message } from './message-types.ts';
import { MESSAGES, type MessageName } from './messages.ts';
import { camelCase, defaultOf, fieldsSet, resolveMessage } from './resolve.ts';

const { Reader, Writer } = protobuf;

/** How a value lies in the bytes. */
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;
const WIRE_TYPES: Readonly<Record<string, number>> = { double: FIXED64, float: FIXED32, string: DELIMITED };

interface Field {
  readonly name: string;
  readonly number: number;
  readonly type: string;
  readonly isRepeated: boolean;
}

function fieldsOf(name: MessageName): Field[] {
  return Object.entries<string>(MESSAGES[name]).map(([field, spec]) => {
    const [number, type] = spec.split(' ');
    const isRepeated = type.startsWith('*');
    return { name: field, number: Number(number), type: isRepeated ? type.slice(1) : type, isRepeated };
  });
}

const isMessage = (type: string): type is MessageName => Object.hasOwn(MESSAGES, type);

const wireTypeOf = (type: string): number => (isMessage(type) ? DELIMITED : (WIRE_TYPES[type] ?? VARINT));

/**
 * @param message as a text was parsed to, or a changed copy. Of a copy nobody knows which fields were set: those that
 *   are not what an unset field reads as.
 * @returns the bytes that the original's `SerializeToString` gives: fields by ascending number, lists unpacked.
 */
export function encodeMessage<N extends MessageName>(name: N, message: Message<N>): Uint8Array {
  // A plain array everywhere: in Node the writer makes a Buffer.
  return new Uint8Array(writeMessage(name, message, Writer.create()).finish());
}

function writeMessage(name: MessageName, message: object, writer: protobuf.Writer): protobuf.Writer {
  const values = message as Readonly<Record<string, unknown>>;
  const present = fieldsSet(message);
  const ascending = fieldsOf(name).sort((a, b) => a.number - b.number);
  for (const { name: field, number, type, isRepeated } of ascending) {
    const value = values[camelCase(field)];
    const tag = (number << 3) | wireTypeOf(type);
    if (isRepeated) {
      for (const element of value as readonly unknown[]) writeValue(writer.uint32(tag), type, element);
    } else if (
      value !== undefined &&
      (present ? present.has(field) : value !== defaultOf(name, field, type))
    ) {
      writeValue(writer.uint32(tag), type, value);
    }
  }
  return writer;
}

function writeValue(writer: protobuf.Writer, type: string, value: unknown): void {
  if (isMessage(type)) writeMessage(type, value as object, writer.fork()).ldelim();
  else if (type === 'double') writer.double(value as number);
  else if (type === 'float') writer.float(value as number);
  else if (type === 'string') writer.string(value as string);
  else if (type === 'bool') writer.bool(value as boolean);
  else writeVarint(writer, BigInt.asUintN(64, BigInt(value as number | bigint)));
}

/** Ints of any type: negative ones take ten bytes, as 64-bit ones do. */
function writeVarint(writer: protobuf.Writer, value: bigint): void {
  const low = Number(value & 0xffffffffn) | 0;
  const high = Number(value >> 32n) | 0;
  writer.uint64({ low, high, unsigned: true } as never);
}

/**
 * @param subject what error messages call the bytes.
 * @returns fields that the message does not have are left out, as protobuf does.
 * @throws CorruptDataError where the bytes are no message.
 */
export function decodeMessage<N extends MessageName>(
  name: N,
  bytes: Uint8Array,
  subject: string = name,
): Message<N> {
  try {
    return resolveMessage(name, readMessage(name, Reader.create(bytes), bytes.length)) as Message<N>;
  } catch (cause) {
    throw new CorruptDataError({
      subject,
      expected: `the bytes of a ffn.${name}`,
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function readMessage(name: MessageName, reader: protobuf.Reader, end: number): Record<string, unknown> {
  const fields = new Map(fieldsOf(name).map((field) => [field.number, field]));
  const raw: Record<string, unknown> = {};
  while (reader.pos < end) {
    const tag = reader.uint32();
    const wireType = tag & 7;
    const field = fields.get(tag >>> 3);
    const isPacked = field?.isRepeated && wireType === DELIMITED && wireTypeOf(field.type) !== DELIMITED;
    if (!field || (!isPacked && wireType !== wireTypeOf(field.type))) {
      reader.skipType(wireType);
      continue;
    }
    if (!field.isRepeated) raw[field.name] = readValue(reader, field.type);
    else {
      const list = (raw[field.name] ?? []) as unknown[];
      raw[field.name] = list;
      const listEnd = isPacked ? reader.uint32() + reader.pos : reader.pos + 1;
      while (reader.pos < listEnd) list.push(readValue(reader, field.type));
    }
  }
  return raw;
}

function readValue(reader: protobuf.Reader, type: string): unknown {
  if (isMessage(type)) {
    const length = reader.uint32();
    return readMessage(type, reader, reader.pos + length);
  }
  if (type === 'double') return reader.double();
  if (type === 'float') return reader.float();
  if (type === 'string') return reader.string();
  if (type === 'bool') return reader.bool();
  const value = readVarint(reader);
  if (type === 'uint64') return value;
  return Number(BigInt.asIntN(type === 'int64' ? 64 : 32, value));
}

/** The reader's own 64-bit ints are doubles. */
function readVarint(reader: protobuf.Reader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (reader.pos >= reader.len) throw new RangeError('bytes that end in an int');
    const byte = reader.buf[reader.pos++];
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new RangeError('an int of more than ten bytes');
}
