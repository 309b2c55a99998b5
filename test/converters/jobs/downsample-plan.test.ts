/** Encoded scales, decoded by libvips: what is in the files, not what our own reader makes of them. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { type DownsampleDatasetOptions, downsampleDataset } from '../../../converters/jobs/index.ts';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { boxOf, boxSize, volumeOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { copyBox, createBlock, createMemoryVolume } from '../../../datasets/memory-volume.ts';
import {
  chunkBox,
  chunkName,
  chunksIn,
  createChunkGrid,
  openPrecomputed,
  type PrecomputedSpec,
  type ScaleInfo,
  writePrecomputed,
} from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import { assertSameSamples, randomBlock } from '../../datasets/support/blocks.ts';
import { slowDownsample } from '../../datasets/voxels/downsample/slow-downsample.ts';

registerNodeCodecs();

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-encodings-'));
});
after(() => rm(root, { recursive: true, force: true }));

const ORIGIN = xyz(-16, 32, 0);
const SIZE = xyz(44, 40, 32);

async function dataset(name: string, block: VoxelBlock, spec: Partial<PrecomputedSpec> = {}) {
  const folder = join(root, name);
  const volume = createMemoryVolume(block, { origin: ORIGIN, voxelSizeNm: xyz(8, 8, 8) });
  const full = { type: 'image', encoding: 'raw', chunkSize: xyz(16, 16, 16), ...spec } as const;
  await writePrecomputed(createFileStore(folder), full, volume);
  return folder;
}

const run = (folder: string, options: DownsampleDatasetOptions = {}) =>
  downsampleDataset(folder, { parallel: 1, ...options });

/** A scale of images, whose pixels row by row are voxels x fastest; and how many bytes its files have. */
async function decodeScale(folder: string, scale: ScaleInfo, dataType: 'uint8' | 'uint16', format: string) {
  const bounds = boxOf(scale.voxelOffset, scale.size);
  const block = createBlock(dataType, scale.size);
  let bytes = 0;
  for (const position of chunksIn(createChunkGrid(bounds, scale.chunkSizes[0]))) {
    const box = chunkBox(createChunkGrid(bounds, scale.chunkSizes[0]), position);
    const file = await readFile(join(folder, scale.key, chunkName(box)));
    bytes += file.length;
    const image = sharp(file);
    assert.equal((await image.metadata()).format, format);
    const isWide = dataType === 'uint16';
    const raw = await image
      .toColourspace(isWide ? 'grey16' : 'b-w')
      .raw({ depth: isWide ? 'ushort' : 'uchar' })
      .toBuffer();
    const own = new Uint8Array(raw).buffer;
    const data = isWide ? new Uint16Array(own) : new Uint8Array(own);
    assert.equal(data.length, volumeOf(boxSize(box)));
    copyBox(
      { block: { ...block, size: boxSize(box), data }, origin: box.begin },
      { block, origin: bounds.begin },
      box,
    );
  }
  return { block, bytes };
}

const CELL = { method: 'average', factors: xyz(2, 2, 2) } as const;
const half = (origin: Xyz) => xyz(origin[0] / 2, origin[1] / 2, origin[2] / 2);

function downsampled(block: VoxelBlock, origin: Xyz, size: Xyz): VoxelBlock {
  const values = slowDownsample(block, origin, CELL) as number[];
  return {
    ...block,
    size,
    data: block.dataType === 'uint16' ? Uint16Array.from(values) : Uint8Array.from(values),
  };
}

test('png: scales of 8 and 16 bits hold the definition exactly; sharded, the same voxels', async () => {
  for (const dataType of ['uint8', 'uint16'] as const) {
    const block = randomBlock(dataType, SIZE, 250);
    const folder = await dataset(`png-${dataType}`, block, { encoding: 'png' });
    const { added } = await run(folder);
    assert.deepEqual(
      added.map(({ encoding, size }) => [encoding, size]),
      [
        ['png', [22, 20, 16]],
        ['png', [11, 10, 8]],
      ],
    );
    const shards = await dataset(`png-shards-${dataType}`, block, { encoding: 'png' });
    await run(shards, { sharded: true });
    const reopened = await openPrecomputed(createFileStore(shards));
    let [fine, origin] = [block, ORIGIN];
    for (const [i, scale] of added.entries()) {
      fine = downsampled(fine, origin, scale.size);
      origin = half(origin);
      assertSameSamples(
        (await decodeScale(folder, scale, dataType, 'png')).block.data as Uint8Array,
        fine.data as Uint8Array,
      );
      const volume = reopened.volume(i + 1);
      assertSameSamples((await volume.read(volume.bounds)).data as Uint8Array, fine.data as Uint8Array);
    }
  }
});

/** Smooth, as far as JPEG is meant for it. */
function smooth(): VoxelBlock {
  const block = createBlock('uint8', SIZE);
  let i = 0;
  for (let z = 0; z < SIZE[2]; z++)
    for (let y = 0; y < SIZE[1]; y++)
      for (let x = 0; x < SIZE[0]; x++)
        block.data[i++] = 128 + 90 * Math.sin(x / 6 + z / 9) * Math.cos(y / 7);
  return block;
}

test('jpeg: scales are near the definition, nearer and larger at a higher quality, which the info says', async () => {
  const block = smooth();
  const errors: number[] = [];
  const sizes: number[] = [];
  for (const jpegQuality of [30, 95]) {
    const folder = await dataset(`jpeg-${jpegQuality}`, block);
    const { added } = await run(folder, { encoding: 'jpeg', jpegQuality });
    assert.equal(added.length, 2);
    let [fine, origin, off, voxels, sum] = [block, ORIGIN, 0, 0, 0];
    for (const scale of added) {
      assert.deepEqual([scale.encoding, scale.jpegQuality], ['jpeg', jpegQuality]);
      // Both scales come of one read: the second of the first's voxels before they were compressed.
      fine = downsampled(fine, origin, scale.size);
      origin = half(origin);
      const { block: got, bytes } = await decodeScale(folder, scale, 'uint8', 'jpeg');
      sum += bytes;
      for (const [i, value] of (fine.data as Uint8Array).entries())
        off += Math.abs(value - Number(got.data[i]));
      voxels += got.data.length;
    }
    errors.push(off / voxels);
    sizes.push(sum);
  }
  assert.ok(errors[1]! < 1, `${errors[1]} grey levels on average at quality 95`);
  assert.ok(errors[0]! > errors[1]! && sizes[0]! < sizes[1]!, `${errors} ${sizes}`);
});

test('jpeg is kept, with its quality, where the finest scale has it', async () => {
  const folder = await dataset('kept', smooth(), { encoding: 'jpeg', jpegQuality: 77 });
  const { added } = await run(folder);
  assert.deepEqual(
    added.map(({ encoding, jpegQuality }) => [encoding, jpegQuality]),
    [
      ['jpeg', 77],
      ['jpeg', 77],
    ],
  );
  const info = JSON.parse(await readFile(join(folder, 'info'), 'utf8')) as { scales: object[] };
  assert.equal(info.scales.length, 3);
  for (const scale of info.scales) assert.equal((scale as { jpeg_quality?: number }).jpeg_quality, 77);
});

test('what png and jpeg cannot hold is refused before anything is written', async () => {
  const wide = await dataset('wide', randomBlock('uint16', SIZE, 9));
  const floats = await dataset('floats', randomBlock('float32', SIZE, 9));
  await assert.rejects(run(wide, { encoding: 'jpeg' }), /jpeg/);
  await assert.rejects(run(floats, { encoding: 'png' }), /png/);
  for (const folder of [wide, floats])
    assert.equal((await openPrecomputed(createFileStore(folder))).info.scales.length, 1);
});
