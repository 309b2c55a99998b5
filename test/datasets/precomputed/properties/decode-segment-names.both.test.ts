import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CorruptDataError, InvalidDataError } from '../../../../datasets/errors.ts';
import { decodeSegmentNames } from '../../../../datasets/precomputed/properties/index.ts';

/** As the format's description has it, with the types of property that there are. */
const FILE = {
  '@type': 'neuroglancer_segment_properties',
  inline: {
    ids: ['1', '17', '18446744073709551615'],
    properties: [
      { id: 'note', type: 'description', values: ['a', 'b', 'c'] },
      { id: 'name', type: 'label', values: ['Mi1', '', 'L2 <left>'] },
      { id: 'kind', type: 'tags', tags: ['x'], values: [[0], [], [0]] },
      { id: 'size', type: 'number', data_type: 'uint32', values: [1, 2, 3] },
    ],
  },
};
const decode = (json: unknown) =>
  decodeSegmentNames(
    new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json)),
    'names',
  );
const withInline = (inline: object) => ({ ...FILE, inline: { ...FILE.inline, ...inline } });

test('formats.md 3.5: the property of type label names segments, with all their 64 bits', () => {
  assert.deepEqual(
    [...decode(FILE)],
    [
      [1n, 'Mi1'],
      [18446744073709551615n, 'L2 <left>'],
    ],
  );
});

test('files without names have none', () => {
  assert.equal(decode(withInline({ properties: [] })).size, 0);
  assert.equal(decode(withInline({ ids: [], properties: [{ id: 'n', type: 'label', values: [] }] })).size, 0);
});

test('what is no such file is refused, and says where', () => {
  const label = (values: unknown) => ({ properties: [{ id: 'name', type: 'label', values }] });
  const cases: [unknown, RegExp][] = [
    [{}, /names: @type: expected neuroglancer_segment_properties, got nothing/],
    [null, /@type/],
    [{ ...FILE, inline: 3 }, /names: ids: expected an array/],
    [withInline({ properties: {} }), /names: properties: expected an array/],
    [withInline(label(['a'])), /names: names: expected 3 of them, got 1/],
    [withInline(label(['a', 'b', 3])), /names\[2\]: expected a string, got 3/],
    [withInline({ ids: ['1', 17, '2'] }), /ids\[1\]: expected a decimal string of at most 64 bits, got 17/],
    [withInline({ ids: ['1', '2', '18446744073709551616'] }), /ids\[2\]/],
    [withInline({ ids: ['1', '2', '-3'] }), /ids\[2\]/],
  ];
  for (const [json, message] of cases) {
    assert.throws(
      () => decode(json),
      (error: unknown) => error instanceof InvalidDataError && message.test(error.message),
      String(message),
    );
  }
  assert.throws(() => decode('<html>'), CorruptDataError);
});
