import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJson, findDuplicateKey } from '../../../datasets/json/index.ts';
import { text } from '../support/blocks.ts';

test('repeated keys are found where they stand, in objects of any depth and spelling', () => {
  const cases: [string, string | undefined][] = [
    ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}', undefined],
    ['{"a":1,"a":1}', 'a'],
    ['{"a":[[1,2],{"b":[],"c":{"d":1, "d" : {}}}]}', 'a[1]: c: d'],
    ['[{"x":0},{"y":0,"x":0,"y":0}]', '[1]: y'],
    // The same name, once escaped; a value that looks like a key; marks inside strings.
    ['{"k\\u0065y":"key","key":1}', 'key'],
    ['{"a":"b","b":"a:","c":",{[\\"a\\":"}', undefined],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['"a"', undefined],
  ];
  for (const [json, expected] of cases) {
    JSON.parse(json);
    assert.equal(findDuplicateKey(json), expected, json);
  }
});

test('a string of megabytes is no trouble', () => {
  assert.equal(findDuplicateKey(`{"a":"${'\\"x'.repeat(2_000_000)}","a":1}`), 'a');
});

test('what is no JSON is told as such, a page as a page', () => {
  assert.deepEqual(decodeJson(text('{"a":[1]}'), 's'), { a: [1] });
  assert.throws(() => decodeJson(text(' <html>'), 's'), {
    tag: 'corrupt',
    message: /s: expected JSON, got HTML\. A host that answers unknown paths/,
  });
  assert.throws(() => decodeJson(text('{"a":'), 's'), {
    tag: 'corrupt',
    message: /not JSON .* It is damaged/,
  });
  assert.throws(() => decodeJson(text('{"a":1,"a":2}'), 's'), {
    tag: 'invalid',
    message:
      's: a: expected the key once, got it twice. Keep one of the two: readers differ in which they take',
  });
});
