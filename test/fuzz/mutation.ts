/** What a mutation does to bytes: few edits, most of them near the beginning, where headers are. */
import fc from 'fast-check';

type EditKind = 'byte' | 'word' | 'cut' | 'repeat' | 'remove' | 'token';

export interface Edit {
  readonly kind: EditKind;
  /** Position: taken modulo the length, or modulo the first bytes where `isNear`. */
  readonly at: number;
  readonly isNear: boolean;
  readonly value: number;
}

export interface Mutation {
  /** Taken modulo the number of targets' shares, of seeds. */
  readonly target: number;
  readonly seed: number;
  readonly edits: readonly Edit[];
  /** Whether checksums are made right again, so that decoders go on to what lies behind them. */
  readonly repair: boolean;
}

const NEAR_BYTES = 128;

/** Numbers at which programs break. */
const WORDS = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0xffffff, 0x1000000, 0x7fffffff]
  .concat([0x80000000, 0xffffffff, 0xfffffffe, 0x7f800000, 0xffc00000, 0x40000000])
  .map((n) => n >>> 0);

/** What stands in place of a token of a text. */
const TOKENS = ['-1', '0', '1', '1e400', '0.5', '4294967296', '18446744073709551616', 'null', 'true', '""']
  .concat([
    '[]',
    '{}',
    '"__proto__"',
    '"raw"',
    '"uint64"',
    '"gzip"',
    '[1,2]',
    '-0',
    '"\\ud800"',
    "'<f8'",
    '()',
    '(1,)',
  ])
  .concat(['(4294967296, 4294967296)', 'True', '"@type"', '"jpeg"', '"compressed_segmentation"']);

const TOKEN = /-?\d+(\.\d+)?|"[^"]*"|'[^']*'|null|true|false|True|False/g;

const edits = fc.array(
  fc.record({
    // Bytes and words most: what changes the length is mostly refused by the length alone.
    kind: fc.oneof(
      { weight: 8, arbitrary: fc.constant<EditKind>('byte') },
      { weight: 4, arbitrary: fc.constantFrom<EditKind>('word', 'token') },
      { weight: 1, arbitrary: fc.constantFrom<EditKind>('cut', 'repeat', 'remove') },
    ),
    at: fc.nat(0xffffff),
    isNear: fc.boolean(),
    value: fc.nat(0xffff),
  }),
  { minLength: 1, maxLength: 3 },
);

export const mutations: fc.Arbitrary<Mutation> = fc.record({
  target: fc.nat(0xffffff),
  seed: fc.nat(0xffff),
  edits,
  repair: fc.boolean(),
});

/** @returns changed copies of `bytes`; tokens of binary data are words. */
export function applyEdits(bytes: Uint8Array, list: readonly Edit[], isText: boolean): Uint8Array {
  // `slice` of a Buffer would be a view, and the seed would change.
  return list.reduce<Uint8Array>((changed, edit) => apply(changed, edit, isText), new Uint8Array(bytes));
}

function apply(bytes: Uint8Array, { kind, at, isNear, value }: Edit, isText: boolean): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(value);
  const position = at % (isNear ? Math.min(NEAR_BYTES, bytes.length) : bytes.length);
  // A text with a changed byte is mostly no text of its language any more; with a changed token it is.
  if (isText && (kind === 'token' || kind === 'word' || (kind === 'byte' && value > 0x3fff))) {
    return replaceToken(bytes, at, value);
  }
  if (kind === 'byte') bytes[position] = value;
  else if (kind === 'cut') return bytes.slice(0, position);
  else if (kind === 'remove') return splice(bytes, position, 1 + (value % 16), new Uint8Array(0));
  else if (kind === 'repeat')
    return splice(bytes, position, 0, bytes.slice(position, position + 1 + (value % 64)));
  else writeWord(bytes, position, WORDS[value % WORDS.length], (value & 0x8000) !== 0);
  return bytes;
}

/** At a multiple of four, as fields mostly are, in either byte order. */
function writeWord(bytes: Uint8Array, position: number, word: number, isBigEndian: boolean): void {
  const at = position & ~3;
  for (let i = 0; i < 4 && at + i < bytes.length; i++)
    bytes[at + i] = word >>> (8 * (isBigEndian ? 3 - i : i));
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const end = Math.min(bytes.length, at + remove);
  const out = new Uint8Array(at + insert.length + bytes.length - end);
  out.set(bytes.subarray(0, at));
  out.set(insert, at);
  out.set(bytes.subarray(end), at + insert.length);
  return out;
}

const latin1 = new TextDecoder('latin1');

function replaceToken(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const tokens = [...latin1.decode(bytes).matchAll(TOKEN)];
  const token = tokens[at % Math.max(1, tokens.length)];
  if (!token) return bytes;
  const text = Uint8Array.from(TOKENS[value % TOKENS.length], (c) => c.charCodeAt(0));
  return splice(bytes, token.index, token[0].length, text);
}
