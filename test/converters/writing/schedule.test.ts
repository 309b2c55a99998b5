import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Piece } from '../../../converters/writing/pieces.ts';
import { createSchedule, type Job } from '../../../converters/writing/schedule.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';

const piece = (index: number, z: number, shard?: string): Piece => ({
  index,
  cells: boxOf(xyz(0, index, z), xyz(1, 1, 1)),
  shard,
});
const label = (job: Job | undefined) =>
  job && ('piece' in job ? `z${job.piece.cells.begin[2]}#${job.piece.index}` : job.assemble.shard);

test('a worker keeps to its layer, takes another that is free, then helps', () => {
  const pieces = [0, 1, 2].flatMap((z) => [0, 1, 2].map((i) => piece(3 * z + i, z)));
  const schedule = createSchedule({ pieces, shards: [] });
  assert.equal(label(schedule.next(0)), 'z0#0');
  assert.equal(label(schedule.next(1)), 'z1#3');
  assert.equal(label(schedule.next(0)), 'z0#1');
  assert.equal(label(schedule.next(0)), 'z0#2');
  assert.equal(label(schedule.next(0)), 'z2#6', 'the layer that nobody has begun');
  for (const expected of ['z2#7', 'z2#8', 'z1#4']) assert.equal(label(schedule.next(0)), expected);
  assert.equal(label(schedule.next(1)), 'z1#5');
  assert.equal(schedule.next(0), undefined);
});

test('a shard is put together when its last piece is done, not before', () => {
  const pieces = [piece(0, 0, 'a'), piece(1, 1, 'a')];
  const ready = { shard: 'b', pieces: [7] };
  const schedule = createSchedule({ pieces, shards: [{ shard: 'a', pieces: [0, 1, 2] }, ready] });
  assert.deepEqual(schedule.next(0), { assemble: ready }, 'its pieces were there before');
  const first = schedule.next(0);
  const second = schedule.next(1);
  assert.ok(first && second);
  schedule.done(first);
  assert.equal(schedule.next(0), undefined);
  schedule.done(second);
  assert.deepEqual(schedule.next(0), { assemble: { shard: 'a', pieces: [0, 1, 2] } });
  assert.equal(schedule.next(0), undefined);
});
