import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_DEPTH, MAX_STATE_LENGTH, parseUrlSafeJson } from '../../../datasets/links/scan.ts';

/** Of spec/viewer.md 3.2: measured with Neuroglancer's own parser. */
const VECTORS = [
  [`{'a':1_'b':[1_2_3]}`, `{"a":1,"b":[1,2,3]}`],
  [`{'n':'it\\'s "q"'}`, `{"n":"it's \\"q\\""}`],
  [`{'k':'a_b,c&d'&'z':1}`, `{"k":"a_b,c&d","z":1}`],
  [`{"a":"x'y"_"b":2}`, `{"a":"x'y","b":2}`],
  [`{'a':'back\\\\slash'}`, `{"a":"back\\\\slash"}`],
] as const;

test('the old URL-safe spelling is read as the original parser reads it', () => {
  for (const [text, json] of VECTORS) assert.deepEqual(parseUrlSafeJson(text), JSON.parse(json), text);
});

test('plain JSON is read as JSON.parse reads it', () => {
  const texts = [
    '{}',
    '[]',
    ' [ ] ',
    'null',
    'true',
    '-0',
    '[0, -1.5e+3, 2E-2, 1e308, true, false, null, ""]',
    '{"a":{"b":[{"c":"\\u00e9\\ud83d\\ude00 \\n\\t\\r\\b\\f\\/\\\\\\" _&,"}]}, "":1}',
    '{"a":1,"a":2}',
    '{"x":"\u{1f600} é"}',
  ];
  for (const text of texts) assert.deepEqual(parseUrlSafeJson(text), JSON.parse(text), text);
});

test('integers beyond 2^53 keep every digit', () => {
  const read = parseUrlSafeJson('[18446744073709551615,-9007199254740993,9007199254740991]');
  assert.deepEqual(read, ['18446744073709551615', '-9007199254740993', 9007199254740991]);
});

test('__proto__ is a key and reaches no prototype', () => {
  const read = parseUrlSafeJson('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  assert.ok(Object.hasOwn(read as object, '__proto__'));
  assert.equal(Object.getPrototypeOf(read), Object.prototype);
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('what is no JSON in either spelling is refused with its place', () => {
  const texts = [
    '',
    '{',
    '[1',
    '[1,]',
    '{"a"}',
    '{"a":1,}',
    '{a:1}',
    '"open',
    "'it's'",
    '"\\x"',
    '"\\\'"',
    '"\\u12g4"',
    '01',
    '1.',
    '+1',
    '.5',
    'NaN',
    'Infinity',
    '1e999',
    'nul',
    '1 2',
    '{} x',
  ];
  for (const text of texts) assert.throws(() => parseUrlSafeJson(text), { tag: 'invalid' }, text);
  assert.throws(
    () => parseUrlSafeJson('{"a":tru}', 'link'),
    /^InvalidDataError: link: expected a value, got "tru}" at character 5$/,
  );
});

test('depth and length are bounded', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  assert.ok(Array.isArray(parseUrlSafeJson(nested(MAX_DEPTH))));
  assert.throws(() => parseUrlSafeJson(nested(MAX_DEPTH + 2)), { tag: 'too-large' });
  assert.throws(() => parseUrlSafeJson(nested(1_000_000)), { tag: 'too-large' });
  assert.throws(() => parseUrlSafeJson('{"a":'.repeat(200_000)), { tag: 'too-large' });
  assert.throws(() => parseUrlSafeJson(' '.repeat(MAX_STATE_LENGTH + 1)), { tag: 'too-large' });
});

test('the longest state that is read, all escapes: a parser that copies its rest at each would not come to an end', () => {
  const piece = "'a\\'b'_";
  const count = Math.floor((MAX_STATE_LENGTH - 3) / piece.length);
  const read = parseUrlSafeJson(`[${piece.repeat(count)}1]`) as unknown[];
  assert.equal(read.length, count + 1);
  assert.ok(read.slice(0, -1).every((text) => text === "a'b"));
});
