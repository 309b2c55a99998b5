import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assertFits,
  findDoubts,
  findMisfits,
  type Membranes,
  measureImage,
} from '../../../converters/jobs/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';

const TRAINED = {
  voxelSizeNm: xyz(8, 8, 8),
  polarity: 'dark-membranes',
  imageMean: 128,
  imageStddev: 33,
} as const;
const statistics = { mean: 130, stddev: 34, voxels: 1000 };
const membranes: Membranes = 'dark-membranes';
const input = { voxelSizeNm: xyz(8, 8, 8), statistics, membranes, mean: 128, stddev: 33 };

test('what the network knows passes, up to a factor of 1.5', () => {
  assert.deepEqual(findMisfits(TRAINED, input), []);
  assert.deepEqual(findMisfits(TRAINED, { ...input, voxelSizeNm: xyz(12, 8, 8) }), []);
  assert.deepEqual(
    findMisfits({}, { ...input, voxelSizeNm: xyz(100, 1, 1) }),
    [],
    'nothing said, nothing compared',
  );
  assert.doesNotThrow(() => assertFits(TRAINED, input));
});

test('voxel size, grey values and polarity beyond it are named with their cure', () => {
  const bad = {
    ...input,
    voxelSizeNm: xyz(8, 8, 30),
    statistics: { ...statistics, stddev: 80 },
    membranes: 'bright-membranes' as const,
  };
  const misfits = findMisfits(TRAINED, bad);
  assert.equal(misfits.length, 3);
  assert.match(misfits.join('\n'), /8 x 8 x 30 nm where it knows 8 x 8 x 8 nm/);
  assert.match(misfits.join('\n'), /--image-mean auto/);
  assert.match(misfits.join('\n'), /--invert/);
  assert.throws(() => assertFits(TRAINED, bad), { tag: 'invalid', message: /--force/ });
});

test('what cannot be compared is said, and nothing else', () => {
  assert.deepEqual(findDoubts(TRAINED, input), []);
  assert.match(findDoubts(TRAINED, { ...input, voxelSizeNm: undefined }).join(), /voxel size.*8 x 8 x 8 nm/);
  const far = { ...input, statistics: { ...statistics, mean: 33_000, stddev: 8500 } };
  assert.match(findDoubts({}, far).join(), /mean 33000\.0, .* normalised by 128, 33/, 'by a request alone');
  assert.deepEqual(findDoubts(TRAINED, far), [], 'the network says it itself: that is a misfit');
  assert.equal(findMisfits(TRAINED, far).length, 1);
});

test('a standard deviation of 0 is near to nothing', () => {
  const flat = { ...statistics, stddev: 0 };
  const misfits = findMisfits(TRAINED, { ...input, statistics: flat });
  assert.equal(misfits.length, 1);
  assert.doesNotMatch(misfits.join(), /auto/, 'which would not help');
});

test('mean and standard deviation of a sample, against their definitions', async () => {
  const size = xyz(60, 20, 10);
  const data = Uint8Array.from({ length: 12_000 }, (_, i) => ((i * 7919) % 251) >> (i % 3));
  const volume = createMemoryVolume({ dataType: 'uint8', size, numChannels: 1, data });
  // Blocks at x = 0, 6 and 12, 48 wide: voxels in the middle count several times.
  const sample = [0, 6, 12].flatMap((x0) => [...data].filter((_, i) => i % 60 >= x0 && i % 60 < x0 + 48));
  const mean = sample.reduce((sum, v) => sum + v, 0) / sample.length;
  const moment = (power: number) => sample.reduce((sum, v) => sum + (v - mean) ** power, 0) / sample.length;
  const got = await measureImage(volume, volume.bounds);
  assert.equal(got.voxels, sample.length);
  assert.ok(Math.abs(got.mean - mean) < 1e-9);
  assert.ok(Math.abs(got.stddev - Math.sqrt(moment(2))) < 1e-9);
});

test('polarity: what differs is refused, what nobody can see is said', () => {
  const said = { polarity: 'dark-membranes' } as const;
  assert.deepEqual(
    [findMisfits(said, input), findDoubts(said, { ...input, stddev: 34, mean: 130 })],
    [[], []],
  );
  const bright = { ...input, membranes: 'bright-membranes' as const };
  assert.match(
    findMisfits(said, bright).join(),
    /bright-membranes where it knows dark-membranes \(give --invert/,
  );
  const unclear = { ...input, membranes: undefined };
  assert.deepEqual(findMisfits(said, unclear), []);
  assert.match(findDoubts(said, unclear).join(), /cannot tell/);
});

test('a table of greys comes between: they are not compared', () => {
  const far = { ...input, statistics: { ...statistics, mean: 3000 }, isMatched: true };
  assert.deepEqual([findMisfits(TRAINED, far), findDoubts({}, far)], [[], []]);
});
