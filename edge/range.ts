/** What part of an object a request is given. Bytes are `[begin, end)`. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly begin: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * One valid range, before the size of the object is known: from byte `first` to `last`, both included, or to the end; or
 * the last `suffix` bytes. Numbers above 2^53 stand as 2^53 - 1, which no object reaches.
 */
export type RangeSpec =
  | { readonly first: number; readonly last?: number; readonly suffix?: undefined }
  | { readonly suffix: number; readonly first?: undefined; readonly last?: undefined };

const UNSATISFIABLE: RangeAnswer = { kind: 'unsatisfiable' };

/**
 * Reads a `Range` header, by RFC 9110 section 14. An unknown unit, a malformed set and more than one range are ignored.
 * @param header its value; null where there is none.
 * @returns undefined for the whole object.
 */
export function parseRange(header: string | null): RangeSpec | undefined {
  const set = header === null ? undefined : /^bytes=(.*)$/i.exec(header.trim())?.[1];
  if (set === undefined) return undefined;
  // The list grammar allows empty elements: `bytes=,0-4` is one range.
  const specs = set.split(',').map((spec) => spec.trim());
  const [spec, ...others] = specs.filter((text) => text !== '');
  const match = /^(\d*)-(\d*)$/.exec(spec ?? '');
  if (others.length > 0 || !match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') return last === '' ? undefined : { suffix: atMostSafe(last) };
  if (last === '') return { first: atMostSafe(first) };
  // Backwards: not a valid range at all. Positions may exceed what a number holds.
  return BigInt(last) < BigInt(first) ? undefined : { first: atMostSafe(first), last: atMostSafe(last) };
}

/** @param sizeBytes length of the object. Of an empty object no range is satisfiable. */
export function resolveSpec(spec: RangeSpec | undefined, sizeBytes: number): RangeAnswer {
  if (spec === undefined) return { kind: 'whole' };
  if (spec.suffix !== undefined) {
    if (spec.suffix === 0 || sizeBytes === 0) return UNSATISFIABLE;
    return { kind: 'part', begin: Math.max(0, sizeBytes - spec.suffix), end: sizeBytes };
  }
  const { first, last = sizeBytes } = spec;
  if (first >= sizeBytes) return UNSATISFIABLE;
  return { kind: 'part', begin: first, end: Math.min(last + 1, sizeBytes) };
}

/** `parseRange` and `resolveSpec` in one. */
export const resolveRange = (header: string | null, sizeBytes: number): RangeAnswer =>
  resolveSpec(parseRange(header), sizeBytes);

/** Bytes `[begin, end)` of an answer that is not unsatisfiable. */
export function extentOf(
  answer: RangeAnswer,
  sizeBytes: number,
): { readonly begin: number; readonly end: number } {
  return answer.kind === 'part' ? answer : { begin: 0, end: sizeBytes };
}

const atMostSafe = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
