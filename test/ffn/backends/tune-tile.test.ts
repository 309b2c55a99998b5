import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { createWebgpuNetwork, tuneTile } from '../../../ffn/backends/index.ts';
import { measureTiles, variantsOf } from '../../../ffn/backends/measure-tiles.ts';
import { tileKey } from '../../../ffn/backends/tune-tile.ts';
import { DEFAULT_TILE } from '../../../ffn/backends/webgpu.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { type ComputeDevice, type ConvTile, openDevice } from '../../../ffn/kernels/index.ts';
import type { ConvStack3DConfig } from '../../../ffn/model/index.ts';
import { randomWeights } from '../../support/random-network.ts';
import { checkWalkCase, WALK_CASES, walkWeights } from '../../support/walk-cases.ts';

const CONFIG: ConvStack3DConfig = { depth: 1, features: 8, fovSize: xyz(7, 5, 3), deltas: xyz(2, 1, 1) };
const WEIGHTS = randomWeights(CONFIG, 2);
const SMALL: ConvTile = { positions: 2, outQuads: 1, threads: 32 };
const ODD: ConvTile = { positions: 3, outQuads: 2, threads: 16 };
/** More threads than the software adapter, or any by default, has in a workgroup. */
const TOO_MANY: ConvTile = { positions: 2, outQuads: 1, threads: 512 };

const open = async () => openDevice({ gpu: (await createNodeGpu({ software: true })).gpu });

let opened: ComputeDevice;
before(async () => {
  opened = await open();
});
after(() => opened.device.destroy());

/** A clock by which evaluations take what the table says; each evaluation reads it twice. */
function clockOf(milliseconds: readonly number[], readsPerTile: number): () => number {
  let [reads, at] = [0, 0];
  return () => {
    if (reads % 2 === 1) at += milliseconds[Math.floor(reads / readsPerTile)] ?? 0;
    reads++;
    return at;
  };
}

/** One evaluation to see how long it takes, and two rounds. */
const READS = 6;

test('tiles give the same bits, and the quickest is taken, kept, and found again', async () => {
  const store = createMemoryStore();
  const options = { store, variants: [SMALL, ODD], evenOnSoftware: true };
  const now = clockOf([400, 600, 300], READS);
  const tuned = await tuneTile(opened, CONFIG, WEIGHTS, { ...options, now });
  assert.deepEqual(
    tuned.measurements.map(({ tile, milliseconds, isEqual }) => [tile, milliseconds, isEqual]),
    [
      [DEFAULT_TILE, 400, true],
      [SMALL, 600, true],
      [ODD, 300, true],
    ],
  );
  assert.deepEqual([tuned.tile, tuned.by], [ODD, 'measurement']);
  const again = await tuneTile(opened, CONFIG, WEIGHTS, options);
  assert.deepEqual(again, { tile: ODD, by: 'earlier measurement', measurements: [] });
});

test('every variant that is tried gives the same bits', async () => {
  const all = variantsOf(CONFIG);
  // One of each number of positions and of quads: the software adapter compiles for a second or more.
  const some = all.filter(({ positions, outQuads, threads }) => threads === 64 && positions * outQuads <= 16);
  const now = clockOf(Array(9).fill(400), READS);
  const measured = await measureTiles({ opened, config: CONFIG, weights: WEIGHTS, variants: some, now });
  for (const { tile, isEqual } of measured) assert.ok(isEqual, JSON.stringify(tile));
  assert.equal(measured.length, 5);
});

test('a walk takes the same steps to the same bits with a tile of another shape', async () => {
  const [walkCase] = WALK_CASES;
  const network = await createWebgpuNetwork(walkCase.config, walkWeights(walkCase.config), {
    device: await open(),
    tile: { positions: 5, outQuads: 1, threads: 16 },
  });
  await checkWalkCase(walkCase, network);
  await network.dispose();
});

test('a tile of other bits is not taken, however quick; one that the device refuses neither', async () => {
  const fragile = await open();
  const { device } = fragile;
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const isOdd = descriptor.code.includes('@workgroup_size(16)');
    // One part in ten thousand.
    const code = isOdd ? descriptor.code.replace('max(sum + ', 'max(sum * 1.0001 + ') : descriptor.code;
    return create({ ...descriptor, code });
  };
  const tuned = await tuneTile(fragile, CONFIG, WEIGHTS, {
    variants: [TOO_MANY, ODD],
    evenOnSoftware: true,
    now: clockOf([400, 100, 100], READS),
  });
  assert.deepEqual(tuned.tile, DEFAULT_TILE);
  assert.deepEqual(
    tuned.measurements.map(({ isEqual, milliseconds }) => [isEqual, milliseconds !== undefined]),
    [
      [true, true],
      [false, false],
      [false, true],
    ],
  );
  device.destroy();
});

test('a file that is none is measured over; a store that cannot write is told of', async () => {
  const store = createMemoryStore();
  const key = tileKey(opened.adapterName, CONFIG);
  for (const text of ['{', '{"tile":{"positions":0,"outQuads":1,"threads":64}}', '[]']) {
    await store.put(key, new TextEncoder().encode(text));
    const options = { store, variants: [], evenOnSoftware: true };
    assert.equal((await tuneTile(opened, CONFIG, WEIGHTS, options)).by, 'measurement');
  }
  assert.match(new TextDecoder().decode(await store.get(key)), /"tile": {\s+"positions": 8/);
  const full = { get: async () => undefined, put: () => Promise.reject(new RangeError('disk full')) };
  const tuned = await tuneTile(opened, CONFIG, WEIGHTS, { store: full, variants: [], evenOnSoftware: true });
  assert.deepEqual([tuned.tile, String(tuned.storeError)], [DEFAULT_TILE, 'RangeError: disk full']);
});

test('a software adapter is not measured unless it is asked for', async () => {
  const tuned = await tuneTile(opened, CONFIG, WEIGHTS, {});
  assert.deepEqual(tuned, { tile: DEFAULT_TILE, by: 'default: a software adapter', measurements: [] });
});

test('another driver, field of view or depth is another file', () => {
  const keys = [
    tileKey('a GPU (1.0)', CONFIG),
    tileKey('a GPU (1.1)', CONFIG),
    tileKey('a GPU (1.0)', { ...CONFIG, depth: 2 }),
    tileKey('a GPU (1.0)', { ...CONFIG, fovSize: xyz(5, 7, 3) }),
  ];
  assert.equal(new Set(keys).size, 4);
  assert.equal(tileKey('a GPU (1.0)', { ...CONFIG, deltas: xyz(1, 1, 1) }), keys[0]);
});
