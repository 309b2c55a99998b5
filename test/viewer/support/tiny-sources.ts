/** The image of `tiny-dataset.ts` in other formats, put together here by the texts of their specifications. */
import { type Zippable, zipSync } from 'fflate';
import { createMemoryStore, type MemoryStore, type Store } from '../../../datasets/stores/index.ts';
import { greyAt, ORIGIN } from './tiny-dataset.ts';

const text = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));

/** The samples of a chunk, z slowest; beyond the volume 7. @param chunk its place in the grid, and its size, as z, y, x. */
function chunkOf([cz, cy, cx]: readonly number[], [nz, ny, nx]: readonly number[], cut = false): Uint8Array {
  const samples: number[] = [];
  for (let z = cz! * nz!; z < (cz! + 1) * nz!; z++)
    for (let y = cy! * ny!; y < (cy! + 1) * ny!; y++)
      for (let x = cx! * nx!; x < (cx! + 1) * nx!; x++) {
        const isInside = x < 8 && y < 8 && z < 8;
        if (isInside) samples.push(greyAt([x + ORIGIN[0], y + ORIGIN[1], z + ORIGIN[2]]));
        else if (!cut) samples.push(7);
      }
  return Uint8Array.from(samples);
}

function* placesOf(counts: readonly number[]): Generator<readonly [number, number, number]> {
  for (let z = 0; z < counts[0]!; z++)
    for (let y = 0; y < counts[1]!; y++) for (let x = 0; x < counts[2]!; x++) yield [z, y, x];
}

const gzipped = async (bytes: Uint8Array) => {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
};

const AXES = ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'nanometer' }));
const TRANSFORMATIONS = [
  { type: 'scale', scale: [10, 10, 10] },
  { type: 'translation', translation: [...ORIGIN].reverse().map((n) => 10 * n) },
];
const DATASETS = [{ path: 's0', coordinateTransformations: TRANSFORMATIONS }];

/** Zarr 3, OME-NGFF 0.5, gzip. */
async function zarr3(): Promise<MemoryStore> {
  const store = createMemoryStore('zarr3');
  const ome = { version: '0.5', multiscales: [{ axes: AXES, datasets: DATASETS }] };
  await store.put('zarr.json', text({ zarr_format: 3, node_type: 'group', attributes: { ome } }));
  const array = {
    ...{ zarr_format: 3, node_type: 'array', shape: [8, 8, 8], data_type: 'uint8', fill_value: 0 },
    chunk_grid: { name: 'regular', configuration: { chunk_shape: [4, 3, 5] } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    codecs: [{ name: 'bytes' }, { name: 'gzip', configuration: { level: 5 } }],
  };
  await store.put('s0/zarr.json', text(array));
  for (const at of placesOf([2, 3, 2]))
    await store.put(`s0/c/${at.join('/')}`, await gzipped(chunkOf(at, [4, 3, 5])));
  return store;
}

/** Zarr 2, OME-NGFF 0.4, raw. */
async function zarr2(): Promise<Store> {
  const store = createMemoryStore('zarr2');
  const multiscales = [{ version: '0.4', axes: AXES, datasets: DATASETS }];
  await store.put('.zattrs', text({ multiscales }));
  const array = {
    ...{ zarr_format: 2, shape: [8, 8, 8], chunks: [3, 8, 8], dtype: '|u1', compressor: null },
    ...{ fill_value: 0, order: 'C', filters: null },
  };
  await store.put('s0/.zarray', text(array));
  for (const at of placesOf([3, 1, 1])) await store.put(`s0/${at.join('.')}`, chunkOf(at, [3, 8, 8]));
  return store;
}

/** N5, gzip; blocks at the edge are cut. */
async function n5(): Promise<Store> {
  const store = createMemoryStore('n5');
  const array = { dimensions: [8, 8, 8], blockSize: [5, 3, 4], dataType: 'uint8' };
  const pixelResolution = { unit: 'nm', dimensions: [10, 10, 10] };
  await store.put('attributes.json', text({ n5: '2.5.1', pixelResolution }));
  await store.put('s0/attributes.json', text({ ...array, compression: { type: 'gzip', level: -1 } }));
  for (const at of placesOf([2, 3, 2])) {
    const size = [4, 3, 5].map((n, d) => Math.min(n, 8 - n * at[d]!)).reverse();
    const header = Uint8Array.from([0, 0, 0, 3, ...size.flatMap((n) => [0, 0, 0, n])]);
    const body = await gzipped(chunkOf(at, [4, 3, 5], true));
    const key = `s0/${[...at].reverse().join('/')}`;
    await store.put(
      key,
      new Uint8Array(await new Blob([header, body as Uint8Array<ArrayBuffer>]).arrayBuffer()),
    );
  }
  return store;
}

/** NIfTI-1, plain; it has no place for whole voxels of offset, and the view is of its middle. */
async function nifti(): Promise<MemoryStore> {
  const bytes = new Uint8Array(352 + 512);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  [3, 8, 8, 8, 1, 1, 1, 1].forEach((n, i) => {
    view.setInt16(40 + 2 * i, n, true);
  });
  view.setInt16(70, 2, true);
  view.setInt16(72, 8, true);
  [1, 0.01, 0.01, 0.01].forEach((n, i) => {
    view.setFloat32(76 + 4 * i, n, true);
  });
  view.setFloat32(108, 352, true);
  // Micrometres.
  bytes[123] = 3;
  bytes.set(new TextEncoder().encode('n+1'), 344);
  bytes.set(chunkOf([0, 0, 0], [8, 8, 8]), 352);
  return createMemoryStore('nifti', [['em.nii', bytes]]);
}

/** The members of a store in a ZIP file, half of them deflated. */
async function zipped(inner: MemoryStore, folder: string): Promise<Store> {
  const members: Zippable = {};
  let i = 0;
  for await (const key of inner.list(''))
    members[`${folder}/${key}`] = [(await inner.get(key))!, { level: i++ % 2 === 0 ? 0 : 6 }];
  return createMemoryStore('zips', [['em.zip', zipSync(members)]]);
}

/** By the address of a layer. */
export async function createTinySources(): Promise<ReadonlyMap<string, Store>> {
  const at = (name: string) => `https://tiny.example/${name}`;
  return new Map([
    [at('image3.zarr'), await zarr3()],
    [at('image2.zarr'), await zarr2()],
    [at('image.n5'), await n5()],
    [at('nifti/em.nii'), await nifti()],
    [at('zips/em.zip'), await zipped(await zarr3(), 'em')],
  ]);
}

/** Sources that show the image. */
export const TINY_SOURCES: readonly string[] = [
  'https://tiny.example/zips/em.zip|zip:em/|zarr3:',
  'zarr://https://tiny.example/image3.zarr',
  'https://tiny.example/image3.zarr/|zarr3:',
  'https://tiny.example/image2.zarr',
  'n5://https://tiny.example/image.n5',
  'https://tiny.example/image.n5',
  'nifti://https://tiny.example/nifti/em.nii',
  'https://tiny.example/nifti/em.nii',
  'https://tiny.example/image',
];
