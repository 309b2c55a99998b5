/** Subvolumes of noise: every voxel of the volume against a loop over all subvolumes, and the same bytes in any order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reconcileVolume } from '../../../converters/jobs/index.ts';
import { xyz, type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../../datasets/precomputed/index.ts';
import { createMemoryStore, type MemoryStore } from '../../../datasets/stores/index.ts';
import { reconcileSubvolumes } from '../../../ffn/analysis/index.ts';
import { parseInferenceRequest, saveSubvolume } from '../../../ffn/inference/index.ts';

const EDGE = 10;
const STARTS = [0, 6, 11];
const WHOLE = 21;
const corners: readonly Zyx[] = STARTS.flatMap((z) =>
  STARTS.flatMap((y) => STARTS.map((x): Zyx => [z, y, x])),
);

/** Blobs of 4 x 4 x 4 voxels, alike in all subvolumes; each leaves out some and lacks some voxels of others. */
function noiseOf([z0, y0, x0]: Zyx): Int32Array {
  let state = 1 + z0 * 441 + y0 * 21 + x0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const names = new Map<number, number>();
  return Int32Array.from({ length: EDGE ** 3 }, (_, i) => {
    const [z, y, x] = [z0 + Math.floor(i / EDGE ** 2), y0 + (Math.floor(i / EDGE) % EDGE), x0 + (i % EDGE)];
    const blob = ((z >> 2) * 6 + (y >> 2)) * 6 + (x >> 2);
    if (!names.has(blob)) names.set(blob, random() < 0.3 ? 0 : names.size + 1);
    return random() < 0.2 ? 0 : names.get(blob)!;
  });
}

async function pieces(order: readonly Zyx[], shift = 0): Promise<MemoryStore> {
  const store = createMemoryStore();
  for (const corner of order) {
    await saveSubvolume(store, zyx(corner[0] + shift, corner[1] + shift, corner[2] + shift), {
      shape: zyx(EDGE, EDGE, EDGE),
      segmentation: noiseOf(corner),
      origins: new Map(),
      overlaps: new Map(),
      request: parseInferenceRequest(''),
      counters: {},
    });
  }
  return store;
}

const OPTIONS = { voxelSizeNm: xyz(8, 8, 8), chunkSize: xyz(8, 8, 8), minOverlapVoxels: 4 };

async function filesOf(store: MemoryStore): Promise<Map<string, Uint8Array>> {
  const keys: string[] = [];
  for await (const key of store.list('')) keys.push(key);
  return new Map(await Promise.all(keys.sort().map(async (key) => [key, (await store.get(key))!] as const)));
}

test("a voxel is its owner's; where that one has none, the first other's that has a label", async () => {
  const source = await pieces(corners);
  const out = createMemoryStore();
  await reconcileVolume(source, out, OPTIONS);
  const volume = (await openPrecomputed(out)).volume(0);
  const actual = (await volume.read(volume.bounds)).data as BigUint64Array;

  const { subvolumes, tables } = await reconcileSubvolumes(source, OPTIONS);
  const all = subvolumes.map(({ corner, box, owned }, i) => ({
    labels: noiseOf(corner),
    box,
    owned,
    table: tables[i]!,
  }));
  let filled = 0;
  for (let i = 0; i < WHOLE ** 3; i++) {
    const at = [i % WHOLE, Math.floor(i / WHOLE) % WHOLE, Math.floor(i / WHOLE ** 2)] as const;
    const isIn = ({ begin, end }: (typeof all)[number]['box']) =>
      at.every((v, axis) => v >= begin[axis as 0 | 1 | 2] && v < end[axis as 0 | 1 | 2]);
    const ids = all
      .filter(({ box }) => isIn(box))
      .map(({ labels, box: { begin }, owned, table }) => {
        const [x, y, z] = at.map((v, axis) => v - begin[axis as 0 | 1 | 2]) as [number, number, number];
        return { id: table[labels[(z * EDGE + y) * EDGE + x]!]!, isOwner: isIn(owned) };
      });
    const owner = ids.find(({ isOwner }) => isOwner)!;
    const expected = owner.id || (ids.find(({ id }) => id > 0)?.id ?? 0);
    if (expected !== owner.id) filled++;
    assert.equal(actual[i], BigInt(expected), `voxel ${at.join()}`);
  }
  assert.ok(filled > 500, `${filled} voxels from a neighbour`);
});

test('the same bytes for any order of subvolumes and any number at work', async () => {
  const runs: Map<string, Uint8Array>[] = [];
  const shuffled = [...corners].sort((a, b) => ((a[0] + 7 * a[2]) % 5) - ((b[0] + 7 * b[2]) % 5));
  for (const order of [corners, [...corners].reverse(), shuffled]) {
    for (const concurrency of [1, 5]) {
      const out = createMemoryStore();
      await reconcileVolume(await pieces(order), out, { ...OPTIONS, concurrency });
      runs.push(await filesOf(out));
    }
  }
  assert.equal(runs[0]!.size, 28);
  for (const run of runs) assert.deepEqual(run, runs[0]);
});

test('pieces that begin below the origin are joined as all others', async () => {
  const voxelsOf = async (shift: number) => {
    const out = createMemoryStore();
    const { objects } = await reconcileVolume(await pieces(corners, shift), out, OPTIONS);
    const volume = (await openPrecomputed(out)).volume(0);
    const { data } = await volume.read(volume.bounds);
    return { objects, begin: volume.bounds.begin, data };
  };
  const [plain, shifted] = [await voxelsOf(0), await voxelsOf(-9)];
  assert.ok(plain.objects > 5);
  assert.deepEqual(shifted, { ...plain, begin: xyz(-9, -9, -9) });
});
