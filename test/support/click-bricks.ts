/** A small image of bright bricks behind dark walls, a network that floods them, and what the program makes of explicit seeds. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../datasets/memory-volume.ts';
import { openNpz } from '../../datasets/npy/index.ts';
import { writePrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { encodeModel } from '../../ffn/model/index.ts';
import { PHANTOM_MODEL } from './phantom-run.ts';
import { runFloodlight } from './program.ts';
import { createRandom } from './random-network.ts';

export const SIZE: Xyz = xyz(52, 28, 28);
/** Not 0: what takes a voxel for one of the array is found out. */
export const ORIGIN: Xyz = xyz(100, 200, 300);
export const VOXEL_NM: Xyz = xyz(8, 8, 10);

/** Voxels of the volume: in a brick of 8 x 9 x 9, in another, in one as long as the volume, in a wall, at the edge. */
export const SEEDS = {
  first: xyz(107, 207, 307),
  second: xyz(119, 219, 319),
  long: xyz(107, 219, 307),
  wall: xyz(101 + 10, 201 + 12, 307),
  edge: xyz(101, 207, 307),
} as const;

/** Bricks and walls, with grain. */
export function brickBlock(): VoxelBlock {
  const random = createRandom(1);
  const data = new Uint8Array(volumeOf(SIZE));
  let i = 0;
  for (let z = 0; z < SIZE[2]; z++) {
    for (let y = 0; y < SIZE[1]; y++) {
      for (let x = 0; x < SIZE[0]; x++) {
        const isLong = Math.floor(y / 12) === 1 && Math.floor(z / 12) === 0;
        const isWall = y % 12 < 3 || z % 12 < 3 || (isLong ? x < 3 || x > 48 : x % 11 < 3);
        data[i++] = Math.round((isWall ? 75 : 184) + 10 * random());
      }
    }
  }
  return { dataType: 'uint8', numChannels: 1, size: SIZE, data };
}

export const modelBytes = (): Uint8Array =>
  encodeModel({ ...PHANTOM_MODEL, metadata: { imageMean: 128, imageStddev: 33, voxelSizeNm: VOXEL_NM } });

/** Writes `em`, `model.safetensors` and `viewer.json`. */
export async function writeBricks(folder: string): Promise<void> {
  const volume = createMemoryVolume(brickBlock(), { origin: ORIGIN, voxelSizeNm: VOXEL_NM });
  const spec = { type: 'image', encoding: 'raw', chunkSize: xyz(16, 16, 16) } as const;
  await writePrecomputed(createFileStore(join(folder, 'em')), spec, volume);
  await writeFile(join(folder, 'model.safetensors'), modelBytes());
  const layers = [{ type: 'image', name: 'em', source: 'precomputed://em' }];
  await writeFile(join(folder, 'viewer.json'), JSON.stringify({ title: 'Bricks', layers }));
}

const OPTIONS =
  'init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6 min_segment_size: 1';

/** What `floodlight segment` makes of the first two seeds, in their order. @returns [z, y, x] labels 1 and 2 of the volume. */
export async function segmentByProgram(folder: string): Promise<ArrayLike<number>> {
  const seeds = [SEEDS.first, SEEDS.second].map(([x]) => x - ORIGIN[0]);
  const out = join(folder, 'program');
  const { code, stderr } = await runFloodlight(
    ...['segment', '--image', join(folder, 'em'), '--model', join(folder, 'model.safetensors')],
    ...['--out', out, '--device', 'cpu', '--force', '--inference-options', OPTIONS],
    ...[
      '--seed-policy',
      'PolicyGrid3d',
      '--seed-policy-args',
      JSON.stringify({ step: 1000, offsets: seeds }),
    ],
  );
  assert.equal(code, 0, stderr);
  const { readdir } = await import('node:fs/promises');
  const file = (await readdir(out, { recursive: true })).find((name) => name.endsWith('.npz'));
  assert.ok(file, stderr);
  const { shape, data } = openNpz(await readFile(join(out, file))).read('segmentation');
  assert.deepEqual(shape, [...SIZE].reverse());
  return Array.from(data as ArrayLike<number | bigint>, Number);
}

/** An exported NPZ as labels of the whole volume. */
export function labelsOf(bytes: Uint8Array): ArrayLike<number> {
  const npz = openNpz(bytes);
  const { shape, data } = npz.read('segmentation');
  const [x0 = 0, y0 = 0, z0 = 0] = [...(npz.read('begin_xyz').data as Float64Array)].map(
    (v, i) => v - ORIGIN[i as 0],
  );
  const labels = new Float64Array(volumeOf(SIZE));
  const [, ny = 0, nx = 0] = shape;
  (data as BigUint64Array).forEach((label, i) => {
    const [x, y, z] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / nx / ny)];
    labels[x0 + x + SIZE[0] * (y0 + y + SIZE[1] * (z0 + z))] = Number(label);
  });
  return labels;
}
