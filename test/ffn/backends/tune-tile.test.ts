import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { assertPrecise } from '../../../ffn/backends/assert-precise.ts';
import { createWebgpuNetwork, tuneTile } from '../../../ffn/backends/index.ts';
import { measureTiles } from '../../../ffn/backends/measure-tiles.ts';
import { DEFAULT_TILE, defaultTile } from '../../../ffn/backends/precision.ts';
import { variantsOf } from '../../../ffn/backends/tile-variants.ts';
import { tileKey } from '../../../ffn/backends/tune-tile.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { type ComputeDevice, type ConvTile, isMatrixTile, openDevice } from '../../../ffn/kernels/index.ts';
import type { ConvStack3DConfig } from '../../../ffn/model/index.ts';
import { randomWeights } from '../../support/random-network.ts';
import { checkWalkCase, WALK_CASES, walkWeights } from '../../support/walk-cases.ts';

const CONFIG: ConvStack3DConfig = { depth: 1, features: 8, fovSize: xyz(7, 5, 3), deltas: xyz(2, 1, 1) };
const WEIGHTS = randomWeights(CONFIG, 2);
const MATRIX_CONFIG: ConvStack3DConfig = { ...CONFIG, features: 16 };
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
  const [first, ...others] = variantsOf(CONFIG, DEFAULT_TILE);
  // One of each number of positions and of quads: the software adapter compiles for a second or more.
  const some = others.filter(
    (tile) => !isMatrixTile(tile) && tile.threads === 64 && tile.positions * tile.outQuads <= 16,
  );
  const now = clockOf(Array(9).fill(400), READS);
  const measured = await measureTiles({
    opened,
    config: CONFIG,
    weights: WEIGHTS,
    variants: [first, ...some],
    now,
  });
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
  const key = await tileKey(opened.adapterName, CONFIG, DEFAULT_TILE);
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

test('another driver, field of view or depth is another file', async () => {
  const keys = await Promise.all([
    tileKey('a GPU (1.0)', CONFIG, DEFAULT_TILE),
    tileKey('a GPU (1.1)', CONFIG, DEFAULT_TILE),
    tileKey('a GPU (1.0)', { ...CONFIG, depth: 2 }, DEFAULT_TILE),
    tileKey('a GPU (1.0)', { ...CONFIG, fovSize: xyz(5, 7, 3) }, DEFAULT_TILE),
  ]);
  assert.equal(new Set(keys).size, 4);
  assert.equal(await tileKey('a GPU (1.0)', { ...CONFIG, deltas: xyz(1, 1, 1) }, DEFAULT_TILE), keys[0]);
});

test('another precision is another file, and tries tiles of its own kind only', async () => {
  const tiles = [
    DEFAULT_TILE,
    { ...DEFAULT_TILE, isHalf: true },
    { tiles: 4, subgroups: 2, isSplit: true },
    { tiles: 4, subgroups: 2, isSplit: false },
  ];
  const keys = await Promise.all(tiles.map((tile) => tileKey('a GPU', CONFIG, tile)));
  assert.equal(new Set(keys).size, 4);
  const halves = variantsOf(CONFIG, { ...DEFAULT_TILE, isHalf: true });
  assert.ok(halves.length > 4 && halves.every((tile) => !isMatrixTile(tile) && tile.isHalf));
  const split = variantsOf(CONFIG, { tiles: 4, subgroups: 2, isSplit: true });
  assert.ok(split.length > 4 && split.every((tile) => isMatrixTile(tile) && tile.isSplit));
  assert.equal(new Set(split.map((tile) => JSON.stringify(tile))).size, split.length);
});

test('a precision that the adapter does not have is refused by name', () => {
  for (const precision of ['f16', 'f16x3'] as const) {
    assert.throws(() => defaultTile(opened, CONFIG, precision), {
      name: 'UnsupportedError',
      message: new RegExp(
        `--precision ${precision} on .*expected (the feature shader-f16|matrix units), got none`,
      ),
    });
  }
});

test('what float16 answers is held against float32, once', async () => {
  const sound = await open();
  const tile = { tiles: 1, subgroups: 1, isSplit: false, isEmulated: true };
  const check = (device: ComputeDevice) =>
    assertPrecise(
      { opened: device, config: MATRIX_CONFIG, weights: randomWeights(MATRIX_CONFIG, 2) },
      tile,
      'f16',
    );
  await check(sound);
  sound.device.destroy();
  // A driver that gives matrices back with their columns turned by one.
  const broken = await open();
  const create = broken.device.createShaderModule.bind(broken.device);
  broken.device.createShaderModule = (descriptor) => {
    const code = descriptor.code.replace('+ element % 16u] = elements', '+ (element + 1u) % 16u] = elements');
    return create({ ...descriptor, code });
  };
  await assert.rejects(check(broken), {
    name: 'UnsupportedError',
    message: /--precision f16 on .*expected logits within 0\.05 of float32's, got a difference of \d/,
  });
  broken.device.destroy();
});
