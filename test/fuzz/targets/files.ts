import { readFile } from 'node:fs/promises';
import { openMrc } from '../../../datasets/mrc/index.ts';
import { openNifti } from '../../../datasets/nifti/index.ts';
import {
  decodeNpy,
  decodeNpyBytes,
  decodeNpyText,
  encodeNpy,
  encodeNpyText,
  encodeNpz,
  openNpy,
  openNpz,
} from '../../../datasets/npy/index.ts';
import { createMemoryStore, type Store } from '../../../datasets/stores/index.ts';
import { repoPath } from '../../support/paths.ts';
import type { FuzzTarget } from '../target.ts';
import { readCorners } from './corners.ts';

const storeOf = (bytes: Uint8Array): Store => createMemoryStore('fuzz', [['file', bytes]]);
const fixtures = (folder: string, names: readonly string[]) =>
  Promise.all(
    names.map(async (name) => new Uint8Array(await readFile(repoPath('test/fixtures', folder, name)))),
  );

const ARRAYS = {
  labels: {
    dataType: 'uint64',
    shape: [2, 3, 4],
    data: BigUint64Array.from({ length: 24 }, (_, i) => BigInt(i)),
  },
  image: { dataType: 'float32', shape: [3, 2, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
} as const;

function numpyTargets(): FuzzTarget[] {
  const arrays = [
    encodeNpy(ARRAYS.labels),
    encodeNpy(ARRAYS.image),
    encodeNpy(ARRAYS.image, { fortranOrder: true }),
  ];
  const openAll = (bytes: Uint8Array) => {
    const file = openNpz(bytes, 'fuzz');
    for (const name of file.names) {
      if (name === 'note') file.readText(name);
      else file.read(name);
    }
  };
  return [
    { name: 'npy', share: 30, seeds: arrays, isText: true, decode: (bytes) => decodeNpy(bytes, 'fuzz') },
    {
      name: 'npy by ranges',
      share: 12,
      seeds: arrays,
      isText: true,
      decode: async (bytes) => readCorners(await openNpy(storeOf(bytes), 'file')),
    },
    {
      name: 'npy text',
      share: 8,
      seeds: [encodeNpyText('{"a": 1}')],
      isText: true,
      decode: (bytes) => decodeNpyText(bytes),
    },
    {
      name: 'npy bytes',
      share: 4,
      seeds: [
        Uint8Array.from(
          Buffer.from(
            `\x93NUMPY\x01\x00\x76\x00${"{'descr': '|S3', 'fortran_order': False, 'shape': (), }".padEnd(117)}\nabc`,
            'latin1',
          ),
        ),
      ],
      isText: true,
      decode: (bytes) => decodeNpyBytes(bytes),
    },
    { name: 'npz', share: 12, seeds: [encodeNpz({ ...ARRAYS, note: 'text' })], decode: openAll },
  ];
}

export async function fileTargets(): Promise<FuzzTarget[]> {
  const mrc = ['int8-le.mrc', 'int16-be.mrc', 'float32-le.mrc', 'float16-be.mrc', 'complex64-le.mrc'];
  const nifti = ['int16-1le.nii', 'float32-2be.nii', 'scaled.nii', 'rgb.nii', 'four.nii', 'unit-unknown.nii'];
  return [
    ...numpyTargets(),
    {
      name: 'mrc',
      share: 20,
      seeds: await fixtures('mrc', mrc),
      decode: async (bytes) => readCorners(await openMrc(storeOf(bytes), 'file')),
    },
    {
      name: 'nifti',
      share: 20,
      seeds: await fixtures('nifti', nifti),
      decode: async (bytes) => readCorners(await openNifti(storeOf(bytes), 'file')),
    },
    {
      name: 'nifti, gzipped',
      share: 2,
      isChecked: true,
      seeds: await fixtures('nifti', ['packed.nii.gz']),
      decode: async (bytes) =>
        readCorners(await openNifti(storeOf(bytes), 'file', { maxGunzippedBytes: 1 << 20 })),
    },
  ];
}
