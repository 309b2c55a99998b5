/** What part of an object a request is given. Bytes are `[begin, end)`. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly begin: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const WHOLE: RangeAnswer = { kind: 'whole' };
const UNSATISFIABLE: RangeAnswer = { kind: 'unsatisfiable' };

/**
 * Resolves a `Range` header against an object, by RFC 9110 section 14. An unknown unit, a malformed set and more
 * than one range are ignored (whole object); one well-formed range that covers no byte is unsatisfiable.
 *
 * @param header value of `Range`; null where there is none.
 * @param sizeBytes length of the object. Of an empty object no range is satisfiable.
 */
export function resolveRange(header: string | null, sizeBytes: number): RangeAnswer {
  const set = header === null ? undefined : /^bytes=(.*)$/i.exec(header.trim())?.[1];
  if (set === undefined) return WHOLE;
  // The list grammar allows empty elements: `bytes=,0-4` is one range.
  const specs = set.split(',').map((spec) => spec.trim());
  const [spec, ...others] = specs.filter((text) => text !== '');
  const match = /^(\d*)-(\d*)$/.exec(spec ?? '');
  if (others.length > 0 || !match) return WHOLE;
  const [, first = '', last = ''] = match;
  if (first !== '') return fromFirst(first, last, sizeBytes);
  return last === '' ? WHOLE : fromSuffix(last, sizeBytes);
}

/** `a-b` and `a-`. Positions may exceed what a number holds, so they are compared as integers of any size. */
function fromFirst(first: string, last: string, sizeBytes: number): RangeAnswer {
  const begin = BigInt(first);
  const size = BigInt(sizeBytes);
  const end = last === '' ? size : BigInt(last) + 1n;
  if (end <= begin && last !== '') return WHOLE; // Backwards: not a valid range at all.
  if (begin >= size) return UNSATISFIABLE;
  return { kind: 'part', begin: Number(begin), end: Number(end < size ? end : size) };
}

/** `-n`: the last n bytes, or all where there are fewer. */
function fromSuffix(length: string, sizeBytes: number): RangeAnswer {
  const wanted = BigInt(length);
  if (wanted === 0n || sizeBytes === 0) return UNSATISFIABLE;
  const count = wanted < BigInt(sizeBytes) ? Number(wanted) : sizeBytes;
  return { kind: 'part', begin: sizeBytes - count, end: sizeBytes };
}
