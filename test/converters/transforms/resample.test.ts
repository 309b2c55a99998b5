import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resampleVolume } from '../../../converters/transforms/index.ts';
import { type Box, boxOf, boxSize, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import type { DataType, Samples, Volume } from '../../../datasets/volume.ts';
import { downsampleBlock } from '../../../datasets/voxels/index.ts';

interface Row {
  readonly data: Samples;
  readonly dataType?: DataType;
  readonly fromNm: number;
  readonly begin?: number;
}

/** Voxels along x; 1 nm along the other axes. */
const row = ({ data, dataType = 'uint8', fromNm, begin = 0 }: Row): Volume =>
  createMemoryVolume(
    { dataType, size: xyz(data.length, 1, 1), numChannels: 1, data },
    { origin: xyz(begin, 0, 0), voxelSizeNm: xyz(fromNm, 1, 1) },
  );

async function resampled(volume: Volume, toNm: number, mode: 'average' | 'nearest' = 'average') {
  const result = resampleVolume(volume, { voxelSizeNm: xyz(toNm, 1, 1), mode });
  const { data } = await result.read(result.bounds);
  return { begin: result.bounds.begin[0], data: [...(data as Uint8Array)] };
}

test('larger voxels: the mean of what they cover, by hand', async () => {
  // 12 nm: 8 nm of 10 and 4 of 20; 4 of 20 and 8 of 30: 13.33, 26.67.
  const volume = row({ data: Uint8Array.of(10, 20, 30), fromNm: 8 });
  assert.deepEqual(await resampled(volume, 12), { begin: 0, data: [13, 27] });
  // 16 nm: the last one has 8 nm of the volume, all of them 30.
  assert.deepEqual(await resampled(volume, 16), { begin: 0, data: [15, 30] });
  const float = row({ data: Float32Array.of(1, 2, 4), dataType: 'float32', fromNm: 8 });
  assert.deepEqual((await resampled(float, 12)).data, [Math.fround(4 / 3), Math.fround(10 / 3)]);
});

test('smaller voxels: linear between centres, level beyond the outermost', async () => {
  // Centres at 4 and 12 nm; asked for at 2, 6, 10, 14: 10, 12.5, 17.5, 20. Halves go to the even neighbour.
  const volume = row({ data: Uint8Array.of(10, 20), fromNm: 8 });
  assert.deepEqual(await resampled(volume, 4), { begin: 0, data: [10, 12, 18, 20] });
  const negative = row({ data: Int16Array.of(-10, -20), dataType: 'int16', fromNm: 8 });
  assert.deepEqual((await resampled(negative, 4)).data, [-10, -12, -18, -20]);
});

test('where the volume does not begin at 0, and sizes that doubles only come near', async () => {
  // Voxels -1, 0, 1 of 8 nm lie at -8 to 16 nm: 12 nm voxels -1 (8 nm of 10), 0 (8 of 20, 4 of 30), 1 (4 of 30).
  const volume = row({ data: Uint8Array.of(10, 20, 30), fromNm: 8, begin: -1 });
  assert.deepEqual(await resampled(volume, 12), { begin: -1, data: [10, 23, 30] });
  // 0.3 / 0.1 is 2.9999999999999996: three voxels each, and no sliver of a fourth.
  const tenths = row({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), fromNm: 0.1 });
  assert.deepEqual((await resampled(tenths, 0.3)).data, [2, 5]);
});

test('labels: the voxel that holds the centre, of two the one above; never a label that is not there', async () => {
  const labels = row({ data: BigUint64Array.of(7n, 2n ** 60n, 9n), dataType: 'uint64', fromNm: 8 });
  const data = async (toNm: number) =>
    (await resampled(labels, toNm, 'nearest')).data as unknown as readonly bigint[];
  // Centres at 6 and 18 nm; at 8 and 24, where voxels meet (the volume ends at 24); at 2, 6, 10, …
  assert.deepEqual(await data(12), [7n, 9n]);
  assert.deepEqual(await data(16), [2n ** 60n, 9n]);
  assert.deepEqual(await data(4), [7n, 7n, 2n ** 60n, 2n ** 60n, 9n, 9n]);
});

test('whole factors give what downsampling gives', async () => {
  const size = xyz(7, 6, 5);
  const volume = noise(size, xyz(4, 4, 4));
  const half = resampleVolume(volume, { voxelSizeNm: xyz(8, 8, 4), mode: 'average' });
  const block = await volume.read(volume.bounds);
  const expected = downsampleBlock(block, volume.bounds.begin, { factors: xyz(2, 2, 1), method: 'average' });
  assert.deepEqual(await readAll(half), [...(expected.data as Uint8Array)]);
});

test('any sizes equal a slow definition, and any box equals the part of the whole', async () => {
  for (const [fromNm, toNm] of [
    [xyz(4, 6, 10), xyz(7, 5, 10)],
    [xyz(8, 8, 30), xyz(12, 20, 12)],
    [xyz(5, 5, 5), xyz(3, 3, 3)],
  ] as const) {
    const volume = noise(xyz(7, 5, 6), fromNm);
    const result = resampleVolume(volume, { voxelSizeNm: toNm, mode: 'average' });
    const whole = await readAll(result);
    assert.deepEqual(whole, await slowly(volume, toNm, result.bounds), `${fromNm} to ${toNm}`);
    const { begin, end } = result.bounds;
    const size = boxSize(result.bounds);
    for (const part of [
      { begin: [begin[0] + 1, begin[1], begin[2] + 1] as const, end },
      { begin, end: [end[0] - 1, begin[1] + 1, end[2]] as const },
    ]) {
      const { data } = await result.read(part);
      const extent = boxSize(part);
      const cut = Array.from({ length: data.length }, (_, i) => {
        const [x, y, z] = [
          i % extent[0],
          Math.floor(i / extent[0]) % extent[1],
          Math.floor(i / extent[0] / extent[1]),
        ];
        const at = [0, 1, 2].map((axis) => part.begin[axis as 0]! - begin[axis as 0]!) as [
          number,
          number,
          number,
        ];
        return whole[x + at[0] + size[0] * (y + at[1] + size[1] * (z + at[2]))];
      });
      assert.deepEqual([...(data as Uint8Array)], cut);
    }
  }
});

test('refused: no voxel size, 64-bit labels as an image', () => {
  const { voxelSizeNm: _, ...bare } = row({ data: Uint8Array.of(1), fromNm: 8 });
  const to = { voxelSizeNm: xyz(4, 4, 4), mode: 'average' } as const;
  assert.throws(() => resampleVolume({ ...bare, voxelSizeNm: undefined }, to), {
    tag: 'usage',
    message: /--resolution x,y,z/,
  });
  const labels = row({ data: BigUint64Array.of(1n), dataType: 'uint64', fromNm: 8 });
  assert.throws(() => resampleVolume(labels, to), { tag: 'unsupported' });
});

/** Numbers without a pattern, from (-2, 1, 3). */
function noise(size: Xyz, voxelSizeNm: Xyz): Volume {
  const data = Uint8Array.from(
    { length: size[0] * size[1] * size[2] },
    (_, i) => (i * i * 37 + i * 11) % 251,
  );
  return createMemoryVolume(
    { dataType: 'uint8', size, numChannels: 1, data },
    { origin: xyz(-2, 1, 3), voxelSizeNm },
  );
}

const readAll = async (volume: Volume) => [...((await volume.read(volume.bounds)).data as Uint8Array)];

/**
 * The definition, a voxel at a time: each axis gives pairs of source voxel and weight, found nanometre by nanometre where
 * voxels grow, by the distance of centres in half nanometres where they shrink; the mean is the sum over all triples.
 */
async function slowly(volume: Volume, toNm: Xyz, { begin, end }: Box): Promise<number[]> {
  const fromNm = volume.voxelSizeNm ?? xyz(1, 1, 1);
  const out: number[] = [];
  for (let z = begin[2]; z < end[2]; z++) {
    for (let y = begin[1]; y < end[1]; y++) {
      for (let x = begin[0]; x < end[0]; x++) {
        const [wx, wy, wz] = [x, y, z].map((index, axis) =>
          weightsOf(index, { from: fromNm[axis as 0]!, to: toNm[axis as 0]! }, [
            volume.bounds.begin[axis as 0]!,
            volume.bounds.end[axis as 0]!,
          ]),
        ) as [Map<number, number>, Map<number, number>, Map<number, number>];
        let [sum, total] = [0, 0];
        for (const [k, a] of wz)
          for (const [j, b] of wy)
            for (const [i, c] of wx) {
              const { data } = await volume.read(boxOf(xyz(i, j, k), xyz(1, 1, 1)));
              sum += Number(data[0]) * a * b * c;
              total += a * b * c;
            }
        // Weights are whole numbers: so are the sums, and a half is told exactly.
        const whole = Math.floor(sum / total);
        const rest = 2 * (sum - whole * total);
        out.push(rest > total || (rest === total && whole % 2 !== 0) ? whole + 1 : whole);
      }
    }
  }
  return out;
}

function weightsOf(
  index: number,
  { from, to }: { readonly from: number; readonly to: number },
  [begin, end]: readonly [number, number],
): Map<number, number> {
  const weights = new Map<number, number>();
  const add = (voxel: number, weight: number) => weights.set(voxel, (weights.get(voxel) ?? 0) + weight);
  if (to > from) {
    for (let nm = index * to; nm < (index + 1) * to; nm++) {
      const voxel = Math.floor(nm / from);
      if (voxel >= begin && voxel < end) add(voxel, 1);
    }
    return weights;
  }
  const centre = (index + 0.5) * to;
  for (let voxel = begin; voxel < end; voxel++) {
    const distance = Math.abs((voxel + 0.5) * from - centre);
    if (distance < from) add(voxel, 2 * (from - distance));
  }
  return weights;
}
