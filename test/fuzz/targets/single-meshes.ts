import { readFile } from 'node:fs/promises';
import { openSingleMesh } from '../../../datasets/single-mesh/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { repoPath } from '../../support/paths.ts';
import type { FuzzTarget } from '../target.ts';

const FILES = {
  obj: ['ball.obj'],
  ply: ['ball.ply', 'ball-little.ply', 'ball-big.ply'],
  stl: ['ball.stl', 'ball-binary.stl'],
  vtk: ['ball-42.vtk', 'ball-51.vtk'],
} as const;

/** Readers of files that are one mesh. */
export function singleMeshTargets(): Promise<FuzzTarget[]> {
  const kinds = Object.keys(FILES) as (keyof typeof FILES)[];
  return Promise.all(
    kinds.map(async (kind) => ({
      name: `${kind} mesh`,
      share: 8,
      isText: true,
      seeds: await Promise.all(
        FILES[kind].map(
          async (name) => new Uint8Array(await readFile(repoPath('test/fixtures/single-mesh', name))),
        ),
      ),
      decode: (bytes: Uint8Array) =>
        openSingleMesh(createMemoryStore('fuzz', [['file', bytes]]), 'file', kind),
    })),
  );
}
