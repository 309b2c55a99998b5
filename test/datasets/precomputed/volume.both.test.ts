import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzip } from '../../../datasets/codecs/index.ts';
import {
  CorruptDataError,
  InvalidDataError,
  isFloodlightError,
  MissingError,
} from '../../../datasets/errors.ts';
import { boxOf, boxSize, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import {
  chunkBox,
  chunksIn,
  createChunkGrid,
  encodeInfo,
  openPrecomputed,
  type ScaleInfo,
  writePrecomputed,
} from '../../../datasets/precomputed/index.ts';
import {
  encodeShard,
  type ShardEntry,
  type ShardingSpec,
  shardingJson,
} from '../../../datasets/precomputed/sharding/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { bytesOf } from '../../../datasets/volume.ts';
import { assertSameSamples, collect, randomBlock, text, words } from '../support/blocks.ts';

const SCALE: ScaleInfo = {
  key: '1_1_1',
  size: xyz(3, 2, 1),
  voxelOffset: xyz(0, 0, 0),
  resolutionNm: xyz(8, 8, 40),
  chunkSizes: [xyz(2, 2, 2)],
  encoding: 'raw',
};
const info = (scale: Partial<ScaleInfo> = {}, dataType: 'uint8' | 'uint32' = 'uint8') =>
  encodeInfo({ type: 'image', dataType, numChannels: 1, scales: [{ ...SCALE, ...scale }] });

test('reads a volume that is written by hand; chunks that are missing are zeros', async () => {
  const store = createMemoryStore('ds', [
    ['info', info()],
    ['1_1_1/0-2_0-2_0-1', Uint8Array.of(1, 2, 4, 5)],
  ]);
  const open = await openPrecomputed(store);
  const volume = open.volume(0);
  assert.deepEqual([...(volume.voxelSizeNm ?? [])], [8, 8, 40]);
  assertSameSamples((await volume.read(volume.bounds)).data, [1, 2, 0, 4, 5, 0]);
  assertSameSamples((await volume.read(boxOf(xyz(1, 1, 0), xyz(2, 1, 1)))).data, [5, 0]);
  assert.deepEqual([...(await open.readChunk(0, xyz(1, 0, 0))).size], [1, 2, 1], 'cut at the edge');
  await assert.rejects(volume.read(boxOf(xyz(0, 0, 0), xyz(4, 1, 1))), InvalidDataError);
  await assert.rejects(open.readChunk(0, xyz(2, 0, 0)), InvalidDataError);
});

test('any box of a volume with an odd offset, as the memory has it', async () => {
  const block = randomBlock('uint64', xyz(37, 21, 18), 9);
  const source = createMemoryVolume(block, { origin: xyz(-7, 5, 100), voxelSizeNm: xyz(4, 4, 4) });
  const store = createMemoryStore();
  const spec = {
    type: 'segmentation',
    encoding: 'compressed_segmentation',
    chunkSize: xyz(16, 8, 8),
  } as const;
  await writePrecomputed(store, spec, source);
  const volume = (await openPrecomputed(store)).volume(0);
  for (const box of [
    source.bounds,
    boxOf(xyz(-7, 5, 100), xyz(1, 1, 1)),
    boxOf(xyz(3, 9, 103), xyz(20, 13, 9)),
  ]) {
    const [ours, theirs] = await Promise.all([volume.read(box), source.read(box)]);
    assert.deepEqual([...ours.size], [...boxSize(box)]);
    assertSameSamples(ours.data, theirs.data);
  }
});

test('gzip without its header is recognised, in chunks and in the info', async () => {
  const raw = await gzip(Uint8Array.of(1, 2, 4, 5));
  const store = createMemoryStore('ds', [
    ['info', await gzip(info())],
    ['1_1_1/0-2_0-2_0-1', raw],
  ]);
  assertSameSamples((await (await openPrecomputed(store)).readChunk(0, xyz(0, 0, 0))).data, [1, 2, 4, 5]);
  const labels = {
    encoding: 'compressed_segmentation',
    chunkSizes: [xyz(4, 4, 4)],
    compressedSegmentationBlockSize: xyz(2, 2, 2),
  } as const;
  const packed = await gzip(words(1, 0x01000005, 4, 7, 7, 8, 5, 6, 8));
  const other = createMemoryStore('ds', [
    ['info', info(labels, 'uint32')],
    ['1_1_1/0-3_0-2_0-1', packed],
  ]);
  assertSameSamples(
    (await (await openPrecomputed(other)).readChunk(0, xyz(0, 0, 0))).data,
    [5, 5, 8, 5, 6, 8],
  );
});

test('raw samples that begin like gzip are samples', async () => {
  const store = createMemoryStore('ds', [
    ['info', info()],
    ['1_1_1/0-2_0-2_0-1', Uint8Array.of(0x1f, 0x8b, 8, 0)],
  ]);
  assertSameSamples(
    (await (await openPrecomputed(store)).readChunk(0, xyz(0, 0, 0))).data,
    [0x1f, 0x8b, 8, 0],
  );
});

test('a gzip bomb in place of a chunk is stopped', async () => {
  const store = createMemoryStore('ds', [
    ['info', info()],
    ['1_1_1/0-2_0-2_0-1', await gzip(new Uint8Array(10_000_000))],
  ]);
  const open = await openPrecomputed(store);
  await assert.rejects(open.readChunk(0, xyz(0, 0, 0)), (error) => isFloodlightError(error, 'too-large'));
});

test('torn chunks name the object', async () => {
  const store = createMemoryStore('ds', [
    ['info', info()],
    ['1_1_1/0-2_0-2_0-1', Uint8Array.of(1, 2, 4)],
  ]);
  const volume = (await openPrecomputed(store)).volume(0);
  await assert.rejects(
    volume.read(volume.bounds),
    (error) =>
      error instanceof CorruptDataError && /ds\/1_1_1\/0-2_0-2_0-1: expected 4 bytes/.test(error.message),
  );
});

test('what cannot be opened says why', async () => {
  await assert.rejects(openPrecomputed(createMemoryStore()), MissingError);
  await assert.rejects(openPrecomputed(createMemoryStore('ds', [['info', text('{}')]])), /ds\/info: scales/);
  const sharded = info({ sharding: { '@type': 'neuroglancer_uint64_sharded_v1' } });
  await assert.rejects(
    openPrecomputed(createMemoryStore('ds', [['info', sharded]])),
    /sharding: minishard_bits/,
  );
  const open = await openPrecomputed(createMemoryStore('ds', [['info', info()]]));
  assert.throws(() => open.volume(1), /expected a scale in \[0,1\), got 1/);
  const huge = info({ size: xyz(5000, 5000, 5000), chunkSizes: [xyz(5000, 5000, 5000)] });
  const store = createMemoryStore('ds', [
    ['info', huge],
    ['1_1_1/0-5000_0-5000_0-5000', words(1)],
  ]);
  await assert.rejects((await openPrecomputed(store)).readChunk(0, xyz(0, 0, 0)), /at most 2147483648 bytes/);
});

test('an abort ends a read', async () => {
  const store = createMemoryStore('ds', [['info', info()]]);
  const volume = (await openPrecomputed(store)).volume(0);
  const reading = volume.read(volume.bounds, { signal: AbortSignal.abort() });
  await assert.rejects(reading, (error) => isFloodlightError(error, 'aborted'));
  assert.deepEqual(await collect(store.list('')), ['info']);
});

test('a sharded scale with clipped edges and a negative offset reads as its chunks (formats.md 1.5 grid)', async () => {
  const sharding: ShardingSpec = {
    preshiftBits: 1,
    hash: 'identity',
    minishardBits: 1,
    shardBits: 2,
    minishardIndexEncoding: 'gzip',
    dataEncoding: 'gzip',
  };
  const block = randomBlock('uint8', xyz(10, 8, 6), 200);
  const origin = xyz(-5, 3, 0);
  const source = createMemoryVolume(block, { origin });
  const grid = createChunkGrid(source.bounds, xyz(4, 4, 3));
  // Keys as the table of the specification gives them, x fastest.
  const keys = [0n, 1n, 8n, 2n, 3n, 10n, 4n, 5n, 12n, 6n, 7n, 14n];
  const shards = new Map<string, ShardEntry[]>();
  for (const position of chunksIn(grid)) {
    const key = keys.shift() as bigint;
    const name = `1_1_1/${Number(key >> 2n)}.shard`;
    const bytes = bytesOf((await source.read(chunkBox(grid, position))).data);
    shards.set(name, [...(shards.get(name) ?? []), { key, bytes }]);
  }
  const scale = { size: block.size, voxelOffset: origin, chunkSizes: [xyz(4, 4, 3)] };
  const store = createMemoryStore('ds', [['info', info({ ...scale, sharding: shardingJson(sharding) })]]);
  for (const [name, entries] of shards) await store.put(name, await encodeShard(sharding, entries));
  const volume = (await openPrecomputed(store)).volume(0);
  assertSameSamples((await volume.read(volume.bounds)).data, block.data);
});
