import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatVerification, verifyDataset } from '../../../converters/jobs/index.ts';
import { changed, meshed } from './datasets.ts';

test('the report is a table, meshes, problems and a last line', async () => {
  const store = await changed(await meshed(), {
    '4_4_40/10-14_20-24_30-34': undefined,
    'a.txt': new Uint8Array(1),
  });
  const [titles, scale, mesh, ...rest] = formatVerification(await verifyDataset(store)).split('\n');
  assert.match(titles!, /^scale +encoding +chunks +good +missing +bad +bytes$/);
  assert.match(scale!, /^4_4_40 +compressed_segmentation +8 +7 +1 +0 +\d+$/);
  assert.match(mesh!, /^mesh\/: 2 meshes, 2 fragments, \d+ triangles$/);
  assert.deepEqual(rest, [
    'problem: missing: ds/4_4_40/10-14_20-24_30-34: expected a chunk, got nothing',
    'stray: a.txt',
    'note: labels are not all known (unread chunks, too many of them, or an image): meshes are not compared with them',
    'ds: 1 problem',
  ]);
});

test('a long list is cut and says so', () => {
  const problems = Array.from({ length: 1000 }, (_, i) => ({ kind: 'chunk', text: `${i}` }) as const);
  const empty = { name: 'ds', scales: [], strays: [], strayCount: 0, notes: ['n'] };
  const lines = formatVerification({ ...empty, problems, problemCount: 5000 }).split('\n');
  assert.deepEqual(lines.slice(19), [
    'problem: chunk: 19',
    'problem: and 4980 more',
    'note: n',
    'ds: 5000 problems',
  ]);
});
