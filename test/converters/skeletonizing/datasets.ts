/** A small dataset of tubes and rings, and all that is in a folder. */
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Box, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { draw, torus, tube } from '../skeletons/shapes.ts';

const BOX: Box = { begin: xyz(-5, 3, 40), end: xyz(91, 75, 80) };

/** Labels of the dataset, some above 2^53, ascending. */
export const LABELS = [3n, 7n, 9n, (1n << 53n) + 1n, (1n << 63n) + 5n];

/** @returns the folder of a new dataset of 96 x 72 x 40 voxels. */
export async function createTubes(chunk = 32): Promise<string> {
  const shapes = [
    tube(xyz(0, 10, 45), xyz(88, 12, 47), 4),
    torus(xyz(40, 45, 60), 22, 4),
    tube(xyz(0, 20, 75), xyz(88, 70, 50), 3),
    tube(xyz(10, 70, 44), xyz(85, 66, 76), 3),
    tube(xyz(80, 20, 45), xyz(80, 40, 75), 5),
  ];
  const block = draw(() => false, BOX);
  const data = block.data as BigUint64Array;
  for (const [i, shape] of shapes.entries()) {
    const drawn = draw(shape, BOX, LABELS[i]).data as BigUint64Array;
    for (let at = 0; at < data.length; at++) if (data[at] === 0n) data[at] = drawn[at] ?? 0n;
  }
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-skeletons-'));
  const volume = createMemoryVolume(block, { origin: BOX.begin, voxelSizeNm: xyz(8, 8, 8) });
  const spec = { type: 'segmentation', encoding: 'raw', chunkSize: xyz(chunk, chunk, chunk) } as const;
  await writePrecomputed(createFileStore(folder), spec, volume);
  return folder;
}

/** Name of each file below a folder -> its bytes as base64; times of provenance left out. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'provenance.json') continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(folder.length + 1)] = (await readFile(path)).toString('base64');
  }
  return files;
}
