import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProblemLog } from '../../../converters/jobs/verify-problems.ts';
import { checkSegmentProperties } from '../../../converters/jobs/verify-segment-properties.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { textOf } from './datasets.ts';

async function problems(ids: unknown, properties: unknown): Promise<string[]> {
  const json = { '@type': 'neuroglancer_segment_properties', inline: { ids, properties } };
  const log = createProblemLog();
  await checkSegmentProperties(createMemoryStore('ds', [['p/info', textOf(json)]]), 'p', log);
  return log.kept.map(({ text }) => text.replace('ds/p/info: inline: ', ''));
}

const IDS = ['3', '20', '18446744073709551615'];
const LABEL = { id: 'l', type: 'label', values: ['a', 'b', ''] };
const TAGS = {
  id: 't',
  type: 'tags',
  tags: ['x', 'y'],
  tag_descriptions: ['', 'Y'],
  values: [[], [0, 1], [1]],
};
const NUMBER = { id: 'n', type: 'number', data_type: 'int8', values: [-128, 0, 127], description: 'd' };

test('good ones, every type', async () => {
  const more = { id: 'f', type: 'number', data_type: 'float32', values: [0.5, -1, 1e30] };
  assert.deepEqual(
    await problems(IDS, [LABEL, TAGS, NUMBER, more, { ...LABEL, id: 's', type: 'string' }]),
    [],
  );
});

test('formats.md 3.5, each constraint', async () => {
  const cases: [unknown, unknown, RegExp][] = [
    [[3, '20', '21'], [], /^ids\[0\]: expected a decimal string, got 3/],
    [['03'], [], /^ids\[0\]: expected a decimal string, got "03"/],
    [['18446744073709551616'], [], /^ids\[0\]: expected a decimal string/],
    [['1', '3', '2'], [], /^ids\[2\]: expected ascending numbers, got 3 before 2: Neuroglancer misses ids/],
    [['9', '9', '10'], [], /^ids: expected each id once/],
    [IDS, [LABEL, { ...LABEL, type: 'string' }], /^properties: expected ids of their own/],
    [IDS, [LABEL, { ...LABEL, id: 'm' }], /^properties: expected at most one of type label, got 2/],
    [IDS, [{ ...LABEL, values: ['a'] }], /^properties\[0\]: values: expected 3, got 1/],
    [IDS, [{ ...LABEL, values: ['a', 1, 'c'] }], /^properties\[0\]: values\[1\]: expected a text, got 1/],
    [IDS, [{ ...LABEL, description: 1 }], /description: expected a text, got 1/],
    [IDS, [{ ...NUMBER, data_type: 'uint64' }], /data_type: expected one of uint8, .*got "uint64"/],
    [
      IDS,
      [{ ...NUMBER, values: [-129, 0, 1] }],
      /values\[0\]: expected an integer in \[-128,127\], got -129/,
    ],
    [
      IDS,
      [{ ...NUMBER, data_type: 'uint16', values: [0, 65_536, 1] }],
      /values\[1\]: expected an integer in \[0,65535\]/,
    ],
    [IDS, [{ ...NUMBER, values: [0, 0.5, null] }], /values\[1\]: expected an integer/],
    [
      IDS,
      [{ ...TAGS, values: [[], [1, 0], []] }],
      /values\[1\]: expected ascending numbers below 2, got \[1,0\]/,
    ],
    [IDS, [{ ...TAGS, values: [[2], [], []] }], /values\[0\]: expected ascending numbers below 2/],
    [
      IDS,
      [{ ...TAGS, tags: ['#x', 'y'] }],
      /tags\[0\]: expected a text without spaces and leading #, got "#x"/,
    ],
    [IDS, [{ ...TAGS, tags: ['x', 'y z'] }], /tags\[1\]: expected a text without spaces/],
    [IDS, [{ ...TAGS, tag_descriptions: ['x'] }], /tag_descriptions: expected 2, got 1/],
  ];
  for (const [ids, properties, message] of cases) {
    const found = await problems(ids, properties);
    assert.equal(found.length, 1, `${message}: ${found.join('\n')}`);
    assert.match(found[0]!, message);
  }
});
