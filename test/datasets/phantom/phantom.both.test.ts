import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidDataError, TooLargeError } from '../../../datasets/errors.ts';
import { type Box, boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { copyBox, createBlock } from '../../../datasets/memory-volume.ts';
import { createPhantom } from '../../../datasets/phantom/index.ts';
import { bytesOf, type Volume } from '../../../datasets/volume.ts';
import { connectedComponents, countLabels } from '../../../datasets/voxels/index.ts';
import { assertSameSamples } from '../support/blocks.ts';

const SIZE = xyz(72, 66, 36);
const phantom = createPhantom({ style: 'em', size: SIZE, seed: 5 });
const tomogram = createPhantom({ style: 'tomogram', size: SIZE, seed: 5, voxelSizeNm: xyz(9, 9, 9) });

/** Boxes that tile a volume, none of them on the tiles that it is made by. */
function oddBoxes(): Box[] {
  const cuts = [
    [0, 5, 72],
    [0, 33, 66],
    [0, 1, 36],
  ] as const;
  return cuts[2].slice(1).flatMap((z, k) =>
    cuts[1].slice(1).flatMap((y, j) =>
      cuts[0].slice(1).map((x, i) => ({
        begin: xyz(cuts[0][i] ?? 0, cuts[1][j] ?? 0, cuts[2][k] ?? 0),
        end: xyz(x, y, z),
      })),
    ),
  );
}

async function assertBoxesAgree(volume: Volume): Promise<void> {
  const whole = await volume.read(volume.bounds);
  const pieced = createBlock(volume.dataType, SIZE);
  for (const box of oddBoxes()) {
    copyBox(
      { block: await volume.read(box), origin: box.begin },
      { block: pieced, origin: xyz(0, 0, 0) },
      box,
    );
  }
  assertSameSamples(pieced.data, whole.data);
}

test('any box gives the same voxels as the whole', async () => {
  await assertBoxesAgree(phantom.image);
  await assertBoxesAgree(phantom.labels);
  await assertBoxesAgree(tomogram.image);
});

/** Of the bytes, made in Node on x86-64 once: any machine and any browser must give the same. */
const GOLDEN = {
  em: '9140197c145e6f68f24711f3c8b6d6e6c25e00df20bf469034af76f941ec3de7',
  labels: '9faadd0c2d9d62589e7d4a7a3446bfe0b20b6bb7e661a143feff3848b69181be',
  tomogram: 'c356aa8624bb0529e3ad0a36dfbd3cdb27ae346e3c88208b83eca0ccdac376e1',
} as const;

async function sha256(volume: Volume): Promise<string> {
  const { data } = await volume.read(volume.bounds);
  const digest = await crypto.subtle.digest('SHA-256', bytesOf(data) as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('the same bytes on every machine', async () => {
  assert.equal(await sha256(phantom.image), GOLDEN.em);
  assert.equal(await sha256(phantom.labels), GOLDEN.labels);
  assert.equal(await sha256(tomogram.image), GOLDEN.tomogram);
});

test('each neurite has one label in one piece, in volumes of several shapes', async () => {
  const cases = [
    { style: 'em', size: xyz(96, 96, 48), seed: 1 },
    { style: 'em', size: xyz(64, 64, 64), seed: 3, voxelSizeNm: xyz(10, 10, 10) },
    { style: 'em', size: xyz(48, 48, 48), seed: 6, voxelSizeNm: xyz(30, 30, 30) },
    { style: 'tomogram', size: xyz(96, 96, 48), seed: 5 },
  ] as const;
  for (const options of cases) {
    const { labels, neurites } = createPhantom(options);
    const block = await labels.read(labels.bounds);
    assert.ok(neurites > 0);
    assert.equal(countLabels(block).size, neurites);
    assert.equal(connectedComponents(block.data as Uint32Array, block.size).count, neurites);
  }
});

test('em: membranes are dark and cells bright; tomogram: dense matter is negative, the mean near 0', async () => {
  const grey = (await phantom.image.read(phantom.image.bounds)).data as Uint8Array;
  const labels = (await phantom.labels.read(phantom.labels.bounds)).data as Uint32Array;
  const meanOf = (data: Uint8Array | Float32Array, truth: Uint32Array, isWall: boolean) => {
    const kept = Array.from(data).filter((_, i) => (truth[i] === 0) === isWall);
    return kept.reduce((sum, value) => sum + value, 0) / kept.length;
  };
  const [wall, cell] = [meanOf(grey, labels, true), meanOf(grey, labels, false)];
  assert.ok(wall < 115 && cell > 130, `walls ${wall}, cells ${cell}`);
  const density = (await tomogram.image.read(tomogram.image.bounds)).data as Float32Array;
  const truth = (await tomogram.labels.read(tomogram.labels.bounds)).data as Uint32Array;
  const [dense, light] = [meanOf(density, truth, true), meanOf(density, truth, false)];
  assert.ok(dense < light, `walls ${dense}, cells ${light}`);
  assert.ok(density.every(Number.isFinite));
});

test('another seed gives another volume, and sizes and seeds out of range are refused', async () => {
  const box = boxOf(xyz(0, 0, 0), xyz(40, 40, 4));
  const other = createPhantom({ style: 'em', size: SIZE, seed: 6 });
  for (const what of ['image', 'labels'] as const) {
    const [a, b] = [(await other[what].read(box)).data, (await phantom[what].read(box)).data];
    assert.ok(Array.from(a, Number).some((value, i) => value !== b[i]));
  }
  assert.throws(() => createPhantom({ style: 'em', size: xyz(31, 64, 64) }), InvalidDataError);
  assert.throws(() => createPhantom({ style: 'em', size: xyz(64, 64, 4097) }), InvalidDataError);
  assert.throws(() => createPhantom({ style: 'em', seed: 0.5 }), InvalidDataError);
  assert.throws(() => createPhantom({ style: 'em', voxelSizeNm: xyz(1, 10, 10) }), InvalidDataError);
  assert.throws(() => createPhantom({ style: 'em', size: xyz(4096, 4096, 4096) }), TooLargeError);
});
