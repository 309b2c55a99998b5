import { InvalidDataError } from '../../../datasets/errors.ts';
import { type Box, boxOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import type { BoundingBox, InferenceOptions, InferenceRequest, Message } from './message-types.ts';
import { DEFAULTS, MESSAGES, type MessageName } from './messages.ts';
import { parseTextMessage } from './text.ts';

/** Which fields a text set, for the few places where that differs from their value. */
const presence = new WeakMap<object, ReadonlySet<string>>();

/**
 * @param message one that was parsed here, or a part of one.
 * @param field its name in the .proto file, e.g. `split_cc`.
 */
export const hasField = (message: object, field: string): boolean =>
  presence.get(message)?.has(field) ?? false;

/**
 * @param text a text protobuf of `ffn.InferenceRequest`, as published in `configs/*.pbtxt`.
 * @throws InvalidDataError, which names an unknown field.
 */
export const parseInferenceRequest = (text: string): InferenceRequest =>
  parseMessage('InferenceRequest', text, 'inference request');

/** @param text a text protobuf of `ffn.InferenceOptions`. */
export const parseInferenceOptions = (text: string): InferenceOptions =>
  parseMessage('InferenceOptions', text, 'inference options');

/**
 * @param text a text protobuf of `ffn.BoundingBox`, e.g. `start { x:0 y:0 z:0 } size { x:250 y:250 z:250 }`.
 * @returns voxels, x, y, z.
 * @throws InvalidDataError, also where a size is not positive.
 */
export function parseBoundingBox(text: string): Box {
  const { start, size }: BoundingBox = parseMessage('BoundingBox', text, 'bounding box');
  const extent = vectorXyz(size);
  if (extent.some((n) => n <= 0)) {
    throw new InvalidDataError({
      subject: 'bounding box',
      expected: 'a size of at least one voxel per axis',
      got: extent.join(' x '),
    });
  }
  return boxOf(vectorXyz(start), extent);
}

/** @returns zeros for a vector that is not set, as protobuf reads it. */
export const vectorXyz = (vector: Message<'Vector3j'> | undefined): Xyz =>
  xyz(vector?.x ?? 0, vector?.y ?? 0, vector?.z ?? 0);

/** @param subject what error messages call the text. */
export function parseMessage<N extends MessageName>(name: N, text: string, subject: string): Message<N> {
  return resolveMessage(name, parseTextMessage(name, text, subject)) as Message<N>;
}

/** Walks the table that the types are made of, so that what comes out has the type it says. */
function resolveMessage(name: MessageName, raw: Record<string, unknown>): Record<string, unknown> {
  const resolved: Record<string, unknown> = {};
  for (const [field, spec] of Object.entries<string>(MESSAGES[name])) {
    const type = spec.slice(spec.indexOf(' ') + 1);
    const value = Object.hasOwn(raw, field) ? raw[field] : undefined;
    resolved[camelCase(field)] = type.startsWith('*')
      ? ((value ?? []) as unknown[]).map((element) => resolveValue(type.slice(1), element))
      : resolveValue(type, value ?? DEFAULTS[name]?.[field]);
  }
  presence.set(resolved, new Set(Object.keys(raw)));
  return resolved;
}

function resolveValue(type: string, value: unknown): unknown {
  if (type in MESSAGES) {
    return value === undefined ? undefined : resolveMessage(type as MessageName, { ...(value as object) });
  }
  if (type === 'string') return value ?? '';
  if (type === 'bool') return value ?? false;
  if (type === 'uint64') return BigInt(String(value ?? 0));
  if (type === 'float') return Math.fround(Number(value ?? 0));
  return Number(value ?? 0);
}

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
