import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { boxOf, type Xyz, xyz } from '../../../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../../../datasets/precomputed/index.ts';
import { createMemoryStore } from '../../../../datasets/stores/index.ts';
import { createEngine } from '../../../../viewer/workers/segmenter/engine.ts';
import { loadModel } from '../../../../viewer/workers/segmenter/load-model.ts';
import type { Click, SegmenterEvent } from '../../../../viewer/workers/segmenter/protocol.ts';
import {
  brickBlock,
  labelsOf,
  modelBytes,
  ORIGIN,
  SEEDS,
  SIZE,
  VOXEL_NM,
} from '../../../support/click-bricks.ts';

const SETTINGS = {
  initActivation: 0.95,
  padValue: 0.05,
  moveThreshold: 0.9,
  segmentThreshold: 0.6,
  imageMean: 128,
  imageStddev: 33,
};
const place = { bounds: boxOf(ORIGIN, SIZE), voxelSizeNm: VOXEL_NM };
const clickAt = (seed: Xyz): Click => ({ seed, begin: ORIGIN, block: brickBlock(), settings: SETTINGS });

/** Each edge belongs to two triangles, once in each direction. */
function assertClosed(indices: Uint32Array): void {
  assert.ok(indices.length > 0);
  const edges = new Set<string>();
  for (let i = 0; i < indices.length; i++) {
    const edge = `${indices[i]} ${indices[i % 3 === 2 ? i - 2 : i + 1]}`;
    assert.ok(!edges.has(edge), edge);
    edges.add(edge);
  }
  for (const edge of edges) assert.ok(edges.has(edge.split(' ').reverse().join(' ')), edge);
}

async function openEngine(store = createMemoryStore('kept')) {
  const events: SegmenterEvent[] = [];
  const engine = createEngine({
    openStore: async () => ({ store, notKept: undefined }),
    loadModel,
    tell: (event) => events.push(event),
  });
  const opened = await engine.open('key', place);
  const model = await engine.loadModel('model.safetensors', modelBytes(), 'cpu');
  return { engine, events, opened, model, store };
}

const labelAt = async (engine: ReturnType<typeof createEngine>, seed: Xyz): Promise<bigint> => {
  const { data, size } = await engine.chunk(xyz(0, 0, 0));
  const [x, y, z] = seed.map((v, i) => v - ORIGIN[i as 0]) as [number, number, number];
  return (data as BigUint64Array)[x + size[0] * (y + size[1] * z)] as bigint;
};

test('a click grows the brick it is in: seen growing, kept, a closed mesh, exported as it is', async () => {
  const { engine, events, model, store } = await openEngine();
  assert.match(model.device, /WebAssembly/);
  assert.deepEqual([model.fovSize, model.imageMean], [[9, 9, 9], 128]);
  const { object } = await engine.grow(clickAt(SEEDS.first));
  assert.ok(object);
  assert.deepEqual([object.id, object.segment, object.isStopped, object.reached], [1, 1n, false, []]);
  // What the network leaves out of 8 x 9 x 9 is its own matter; nothing is beyond the walls.
  assert.ok(object.voxels > 300 && object.voxels <= 8 * 9 * 9, `${object.voxels}`);
  assert.ok(object.bounds.begin.every((v, i) => v >= [103, 203, 303][i]!));
  assert.ok(object.bounds.end.every((v, i) => v <= [111, 212, 312][i]!));
  const progress = events.flatMap((event) => (event.kind === 'progress' ? [event] : []));
  assert.ok(progress.length > 1, 'more than once');
  assert.equal(progress.at(-1)?.voxels, object.voxels);
  assert.equal(progress.at(-1)?.steps, object.steps);
  assert.equal(await labelAt(engine, SEEDS.first), 1n);
  assert.equal(await labelAt(engine, SEEDS.second), 0n);
  const mesh = await engine.mesh(1n);
  assertClosed(mesh.indices);
  const exported = labelsOf(await engine.exportFile('npz'));
  const voxels = Array.from(exported).filter((label) => label === 1).length;
  assert.equal(voxels, object.voxels);
  const again = await openEngine(store);
  assert.deepEqual(again.opened.objects, [object]);
  assert.equal(await labelAt(again.engine, SEEDS.first), 1n);
});

test('several objects; undo takes back what was done last; merged objects are one segment', async () => {
  const { engine, store } = await openEngine();
  const first = (await engine.grow(clickAt(SEEDS.first))).object;
  const second = (await engine.grow(clickAt(SEEDS.second))).object;
  assert.ok(first && second);
  await engine.merge([1, 2], 2n ** 40n);
  assert.equal(await labelAt(engine, SEEDS.first), 2n ** 40n);
  assert.equal(await labelAt(engine, SEEDS.second), 2n ** 40n);
  const both = await engine.mesh(2n ** 40n);
  assertClosed(both.indices);
  assert.equal((await engine.mesh(1n)).indices.length, 0);
  await assert.rejects(engine.merge([1], 0n), { tag: 'invalid', message: /expected a segment, got 0/ });
  await engine.undo();
  assert.equal(await labelAt(engine, SEEDS.second), 2n);
  await engine.undo();
  assert.equal(await labelAt(engine, SEEDS.second), 0n);
  const { opened } = await openEngine(store);
  assert.deepEqual(
    opened.objects.map(({ id }) => id),
    [1],
  );
  const third = (await engine.grow(clickAt(SEEDS.second))).object;
  assert.equal(third?.voxels, second.voxels);
  assert.deepEqual(third?.id, 3, 'a number is not used twice');
});

test('clicks that come to nothing say why and leave nothing', async () => {
  const { engine } = await openEngine();
  await engine.grow(clickAt(SEEDS.first));
  await assert.rejects(engine.grow(clickAt(SEEDS.first)), {
    message: /got one of object 1\. Undo that object/,
  });
  await assert.rejects(engine.grow(clickAt(SEEDS.edge)), {
    message: /expected room for the network's field of view, 9 x 9 x 9/,
  });
  const onWall = await engine.grow(clickAt(SEEDS.wall));
  assert.equal(onWall.object, undefined);
  assert.equal(await labelAt(engine, SEEDS.wall), 0n);
  await assert.rejects(
    engine.loadModel('notes.txt', new TextEncoder().encode('not a model, but words'), 'cpu'),
    {
      message:
        /notes\.txt: expected a model as safetensors, got 22 bytes of something else\. Take a \.safetensors file/,
    },
  );
  await assert.rejects(engine.grow(clickAt(SEEDS.second)), { message: /expected a model, got none/ });
});

test('an object that is stopped stays as it is; one that is cancelled leaves nothing', async () => {
  const { engine, events } = await openEngine();
  const growing = engine.grow(clickAt(SEEDS.long));
  await assert.rejects(engine.undo(), { message: /expected no object that grows/ });
  while (!events.some(({ kind }) => kind === 'progress'))
    await new Promise((resolve) => setTimeout(resolve, 5));
  await engine.stop();
  const { object } = await growing;
  assert.equal(object?.isStopped, true);
  assert.ok(object.voxels > 0);
  const before = Array.from(labelsOf(await engine.exportFile('npz')));
  events.length = 0;
  const second = engine.grow(clickAt(SEEDS.first));
  const failed = assert.rejects(second, { tag: 'aborted' });
  while (!events.some(({ kind }) => kind === 'progress'))
    await new Promise((resolve) => setTimeout(resolve, 5));
  await engine.cancel();
  await failed;
  assert.deepEqual(Array.from(labelsOf(await engine.exportFile('npz'))), before);
  assert.equal(await labelAt(engine, SEEDS.first), 0n);
});

test('the export as precomputed opens: labels at their place in the volume, meshes beside', async () => {
  const { engine } = await openEngine();
  await assert.rejects(engine.exportFile('precomputed'), { message: /expected objects, got none/ });
  const { object } = await engine.grow(clickAt(SEEDS.first));
  const files = unzipSync(await engine.exportFile('precomputed'));
  const volume = (await openPrecomputed(createMemoryStore('zip', Object.entries(files)))).volume(0);
  assert.deepEqual(volume.bounds, object?.bounds);
  assert.deepEqual(volume.voxelSizeNm, VOXEL_NM);
  const { data } = await volume.read(volume.bounds);
  const voxels = Array.from(data as BigUint64Array).filter((label) => label === 1n).length;
  assert.equal(voxels, object?.voxels);
  assert.deepEqual(
    Object.keys(files)
      .filter((name) => name.startsWith('mesh/'))
      .sort(),
    ['mesh/1:0', 'mesh/1:0:0', 'mesh/info'],
  );
});

test('objects that this browser does not have cannot be opened', async () => {
  const engine = createEngine({
    openStore: async () => ({ store: createMemoryStore('kept'), notKept: undefined }),
    loadModel,
    tell: () => undefined,
  });
  await assert.rejects(engine.open('key', undefined), {
    message: /expected objects that were grown in this browser, got none/,
  });
  await assert.rejects(engine.undo(), { tag: 'usage' });
});
