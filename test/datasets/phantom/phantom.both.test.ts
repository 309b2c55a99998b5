import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidDataError, TooLargeError } from '../../../datasets/errors.ts';
import { type Box, boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { copyBox, createBlock } from '../../../datasets/memory-volume.ts';
import { createPhantom } from '../../../datasets/phantom/index.ts';
import type { Volume } from '../../../datasets/volume.ts';
import { assertSameSamples } from '../support/blocks.ts';

const SIZE = xyz(72, 80, 40);
const phantom = createPhantom({ style: 'em', size: SIZE, seed: 5 });
const tomogram = createPhantom({ style: 'tomogram', size: SIZE, seed: 5 });

/** Boxes that tile a volume, none of them on the tiles that it is made by. */
function oddBoxes(): Box[] {
  const cuts = [
    [0, 5, 37, 71, 72],
    [0, 33, 64, 80],
    [0, 1, 19, 40],
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

test('another seed gives another volume, and sizes and seeds out of range are refused', async () => {
  const box = boxOf(xyz(0, 0, 0), xyz(40, 40, 4));
  const other = createPhantom({ style: 'em', size: SIZE, seed: 6 });
  assert.notDeepEqual((await other.image.read(box)).data, (await phantom.image.read(box)).data);
  assert.notDeepEqual((await other.labels.read(box)).data, (await phantom.labels.read(box)).data);
  assert.throws(() => createPhantom({ style: 'em', size: xyz(31, 64, 64) }), InvalidDataError);
  assert.throws(() => createPhantom({ style: 'em', size: xyz(64, 64, 4097) }), InvalidDataError);
  assert.throws(() => createPhantom({ style: 'em', seed: 0.5 }), InvalidDataError);
  assert.throws(() => createPhantom({ style: 'em', voxelSizeNm: xyz(1, 10, 10) }), InvalidDataError);
  assert.throws(() => createPhantom({ style: 'em', size: xyz(4096, 4096, 4096) }), TooLargeError);
});
