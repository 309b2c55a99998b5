import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz, type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import {
  Counters,
  createRestrictor,
  makeRestrictor,
  NO_SOURCES,
  parseInferenceRequest,
  type RequestSources,
  UNRESTRICTED,
} from '../../../ffn/inference/index.ts';

const SIZE = xyz(20, 20, 6);

function make(text: string, sources: RequestSources = NO_SOURCES, begin = xyz(0, 0, 0)) {
  return makeRestrictor({
    request: parseInferenceRequest(text),
    box: boxOf(begin, SIZE),
    sources,
    fovSize: zyx(3, 5, 7),
    counters: new Counters(),
  });
}

const expression = (field: string, text: string) =>
  `${field} { coordinate_expression { expression: "${text}" } }`;

test('a mask stops centres, a seed mask only seeds', async () => {
  const restrictor = await make(expression('masks', 'x < 3') + expression('seed_masks', 'y < 5'));
  assert.ok(restrictor);
  assert.equal(restrictor.isValidPos([0, 9, 2]), false);
  assert.equal(restrictor.isValidPos([0, 9, 3]), true);
  assert.equal(restrictor.isValidPos([0, 4, 3]), true);
  assert.equal(restrictor.isValidSeed([0, 4, 3]), false);
  assert.equal(restrictor.isValidSeed([0, 5, 0]), true);
});

test('nothing named restricts nothing; a mask of everything leaves nothing to segment', async () => {
  assert.equal(await make(''), UNRESTRICTED);
  assert.equal(await make(expression('masks', 'x >= 0')), undefined);
  assert.equal(await make(expression('seed_masks', 'x >= 0')), undefined);
  assert.equal(createRestrictor([1, 1, 1], {}), UNRESTRICTED);
});

/** A field of shifts, 2 channels, every voxel 4 x 4: one large shift at coarse (x 3, y 2, z 4). */
function shiftField(shift: number, begin = xyz(0, 0, 0)): RequestSources {
  const data = new Float32Array(2 * 5 * 5 * 6);
  data[5 * 5 * 6 + (4 * 5 + 2) * 5 + 3] = shift;
  const block = { dataType: 'float32' as const, size: xyz(5, 5, 6), numChannels: 2, data };
  return { ...NO_SOURCES, openVolume: async () => createMemoryVolume(block, { origin: begin }) };
}

test('a shift inside the field of view stops it; the threshold is 4 unless it is set, either direction counts', async () => {
  const text = 'shift_mask { hdf5: "f.h5:shift" } shift_mask_scale: 4';
  const restrictor = await make(text, shiftField(-4));
  assert.ok(restrictor);
  // Coarse voxel (z 4, y 2, x 3): y 8 to 11, x 12 to 15. Half the field of view: z 1, y 2, x 3.
  const inside: Zyx[] = [
    [4, 9, 13],
    [3, 9, 13],
    [5, 9, 13],
    [4, 6, 13],
    [4, 13, 13],
    [4, 9, 9],
    [4, 9, 18],
  ];
  for (const pos of inside) assert.equal(restrictor.isValidPos(pos), false, `${pos}`);
  const outside: Zyx[] = [
    [2, 9, 13],
    [4, 5, 13],
    [4, 14, 13],
    [4, 9, 8],
    [4, 9, 19],
    [0, 0, 0],
  ];
  for (const pos of outside) assert.equal(restrictor.isValidPos(pos), true, `${pos}`);
  assert.equal(restrictor.isValidSeed([4, 9, 13]), true);
  assert.equal((await make(text, shiftField(3.9)))?.isValidPos([4, 9, 13]), true);
  assert.equal(
    (await make(`${text} shift_mask_threshold: 3`, shiftField(3.9)))?.isValidPos([4, 9, 13]),
    false,
  );
});

test('a field of view of its own, and a canvas away from the origin', async () => {
  const text = `shift_mask { hdf5: "f.h5:shift" } shift_mask_scale: 4
    shift_mask_fov { start { x: 0 y: 0 z: -1 } size { x: 1 y: 1 z: 1 } }`;
  const restrictor = await make(text, shiftField(9, xyz(2, 1, 7)), xyz(8, 4, 7));
  assert.equal(restrictor?.isValidPos([5, 9, 13]), false);
  assert.equal(restrictor?.isValidPos([4, 9, 13]), true);
  assert.equal(restrictor?.isValidPos([5, 9, 16]), true);
});

test('a scale below 1 and a field of one channel are errors', async () => {
  await assert.rejects(
    make('shift_mask { hdf5: "f:s" } shift_mask_scale: 0', shiftField(9)),
    /shift_mask_scale/,
  );
  const data = new Uint8Array(8);
  const flat = createMemoryVolume({ dataType: 'uint8', size: xyz(2, 2, 2), numChannels: 1, data });
  const sources = { ...NO_SOURCES, openVolume: async () => flat };
  await assert.rejects(
    make('shift_mask { hdf5: "f:s" }', sources),
    /shift mask f:s: expected a channel below 1, got 1/,
  );
});
