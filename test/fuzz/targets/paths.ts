import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNpzVolume } from '../../../datasets/npy/index.node.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { openTiff } from '../../../datasets/tiff/index.node.ts';
import { repoPath } from '../../support/paths.ts';
import type { FuzzTarget } from '../target.ts';
import { readCorners } from './corners.ts';

/** One of each layout, compression and byte order. */
const TIFFS = [
  'uint8-le',
  'uint16-be',
  'big-le',
  'big-be',
  'float32-le',
  'uint8-packbits-strips',
  'uint16-lzw2-tiles',
]
  .concat([
    'float32-zip3-strips',
    'uint8-zstd-strips',
    'rgb-planar',
    'rgb-chunky-tiles',
    'imagej',
    'ome.ome',
    'bits',
  ])
  .map((name) => `${name}.tif`);

/** Readers that take a path: each input is written to the same file first. */
export async function pathTargets(): Promise<FuzzTarget[]> {
  const folder = mkdtempSync(join(tmpdir(), 'floodlight-fuzz-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const at = async (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  };
  const image = {
    dataType: 'uint16',
    shape: [2, 3, 4],
    data: new Uint16Array(24).map((_, i) => i * i),
  } as const;
  return [
    {
      name: 'tiff',
      share: 2,
      seeds: await Promise.all(
        TIFFS.map(async (name) => new Uint8Array(await readFile(repoPath('test/fixtures/tiff', name)))),
      ),
      decode: async (bytes) => {
        const volume = await openTiff(await at('a.tif', bytes));
        try {
          await readCorners(volume);
        } finally {
          volume.close();
        }
      },
    },
    {
      name: 'npz by ranges',
      share: 1,
      isChecked: true,
      seeds: [encodeNpz({ image })],
      decode: async (bytes) => {
        const volume = await openNpzVolume(await at('a.npz', bytes), { array: 'image', maxBytes: 1 << 20 });
        try {
          await readCorners(volume);
        } finally {
          volume.close();
        }
      },
    },
  ];
}
