/** From the fields that a text or bytes set to a message with all of its fields. */
import { InvalidDataError } from '../../../datasets/errors.ts';
import { DEFAULTS, MESSAGES, type MessageName } from './messages.ts';

/** Which fields a text set, for the few places where that differs from their value. */
const presence = new WeakMap<object, ReadonlySet<string>>();

/** @returns names as in the .proto file; undefined for an object that was not parsed here. */
export const fieldsSet = (message: object): ReadonlySet<string> | undefined => presence.get(message);

/**
 * @param message one that was parsed here, or a part of one.
 * @param field its name in the .proto file, e.g. `split_cc`.
 */
export const hasField = (message: object, field: string): boolean => fieldsSet(message)?.has(field) ?? false;

/** Walks the table that the types are made of, so that what comes out has the type it says. */
export function resolveMessage(name: MessageName, raw: Record<string, unknown>): Record<string, unknown> {
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

/** What a field that is not set reads as; messages are undefined then. */
export const defaultOf = (name: MessageName, field: string, type: string): unknown =>
  resolveValue(type, DEFAULTS[name]?.[field]);

function resolveValue(type: string, value: unknown): unknown {
  if (type in MESSAGES) {
    return value === undefined ? undefined : resolveMessage(type as MessageName, { ...(value as object) });
  }
  if (type === 'string') return value ?? '';
  if (type === 'bool') return value ?? false;
  if (type === 'uint64') return BigInt(String(value ?? 0));
  if (type === 'int64') return safeInteger(Number(value ?? 0));
  if (type === 'float') return Math.fround(Number(value ?? 0));
  return Number(value ?? 0);
}

/** Coordinates and counts are numbers here: one that a double rounds would be another one. */
function safeInteger(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidDataError({
    subject: 'int64 of a request',
    expected: 'a coordinate or count below 2^53',
    got: `about ${value}`,
  });
}

export const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
