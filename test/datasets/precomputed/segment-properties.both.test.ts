import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeSegmentProperties, type SegmentProperty } from '../../../datasets/precomputed/index.ts';

const encode = (ids: readonly bigint[], ...properties: SegmentProperty[]) =>
  new TextDecoder().decode(encodeSegmentProperties({ ids, properties }));

test('formats.md 3.5: each type with its own fields, ids as decimal texts up to 2^64 - 1', () => {
  const text = encode(
    [9n, 10n, 2n ** 64n - 1n],
    { id: 'name', type: 'label', values: ['a', 'b', 'ü'] },
    { id: 'kind', type: 'tags', tags: ['axon', 'soma'], values: [[], [0, 1], [1]] },
    { id: 'size', type: 'number', dataType: 'float32', description: 'nm', values: [0.5, 1, 2] },
  );
  const ids = '"ids":["9","10","18446744073709551615"]';
  const name = '{"id":"name","type":"label","values":["a","b","ü"]}';
  const kind = '{"id":"kind","type":"tags","tags":["axon","soma"],"values":[[],[0,1],[1]]}';
  const size = '{"id":"size","type":"number","description":"nm","data_type":"float32","values":[0.5,1,2]}';
  const inline = `{${ids},"properties":[${name},${kind},${size}]}`;
  assert.equal(text, `{"@type":"neuroglancer_segment_properties","inline":${inline}}\n`);
});

test('formats.md 3.5: what readers refuse or misread is not written', () => {
  const number = (...values: number[]): SegmentProperty => ({
    id: 'n',
    type: 'number',
    dataType: 'uint8',
    values,
  });
  const label: SegmentProperty = { id: 'l', type: 'label', values: ['a'] };
  const tags = (...names: string[]): SegmentProperty => ({
    id: 't',
    type: 'tags',
    tags: names,
    values: [[]],
  });
  const cases: [RegExp, readonly bigint[], ...SegmentProperty[]][] = [
    [/ids\[1\]: expected ascending ids, got 10 before 9/, [10n, 9n]],
    [/ids\[1\]: expected ascending ids, got 9 before 9/, [9n, 9n]],
    [/below 2\^64/, [2n ** 64n]],
    [/expected 1 values, got 2/, [1n], number(1, 2)],
    [/expected uint8, got 256/, [1n], number(256)],
    [/expected uint8, got NaN/, [1n], number(Number.NaN)],
    [/expected uint8, got 0.5/, [1n], number(0.5)],
    [/at most one of type label, got 2/, [1n], label, { ...label, id: 'm' }],
    [/a name of its own, got "l"/, [1n], label, { ...label, type: 'string' }],
    [/without spaces and leading #, got "a b"/, [1n], tags('a b')],
    [/without spaces and leading #, got "#a"/, [1n], tags('#a')],
    [/each tag once/, [1n], tags('a', 'a')],
    [
      /ascending places below 2, got \[1,0\]/,
      [1n],
      { ...tags('a', 'b'), values: [[1, 0]] } as SegmentProperty,
    ],
  ];
  for (const [message, ids, ...properties] of cases) assert.throws(() => encode(ids, ...properties), message);
});
