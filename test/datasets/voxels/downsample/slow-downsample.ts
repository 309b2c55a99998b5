/** `downsampleBlock` by its definition, one cell at a time and with bigint fractions: obvious, and slow. */
import type { Xyz } from '../../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../../datasets/volume.ts';
import type { DownsampleOptions } from '../../../../datasets/voxels/index.ts';

type Value = number | bigint;

export function slowDownsample(block: VoxelBlock, begin: Xyz, options: DownsampleOptions): Value[] {
  const cells = new Map<string, { key: readonly number[]; values: Value[] }>();
  const [nx, ny, nz] = block.size;
  let at = 0;
  for (let c = 0; c < block.numChannels; c++) {
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        for (let x = 0; x < nx; x++) {
          const cell = [x + begin[0], y + begin[1], z + begin[2]].map((v, i) =>
            Math.floor(v / options.factors[i]),
          );
          const key = [c, cell[2], cell[1], cell[0]];
          const entry = cells.get(key.join()) ?? { key, values: [] };
          entry.values.push(block.data[at++]);
          cells.set(key.join(), entry);
        }
      }
    }
  }
  const sorted = [...cells.values()].sort((a, b) => {
    const i = a.key.findIndex((v, k) => v !== b.key[k]);
    return i < 0 ? 0 : a.key[i] - b.key[i];
  });
  return sorted.map(({ values }) => pick(values, options, block.dataType === 'float32'));
}

function pick(values: Value[], { method, sparse }: DownsampleOptions, isFloat: boolean): Value {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  switch (method) {
    case 'stride':
      return values[0];
    case 'min':
      return sorted[0];
    case 'max':
      return sorted[sorted.length - 1];
    case 'median':
      return sorted[Math.ceil(values.length / 2) - 1];
    case 'average':
      return isFloat
        ? Math.fround((values as number[]).reduce((a, b) => a + b, 0) / values.length)
        : mean(values);
    case 'mode':
      return mostFrequent(values, sparse === true);
  }
}

/** Exact: the fraction sum / n is compared with its neighbours as whole numbers. */
function mean(values: Value[]): number {
  const n = BigInt(values.length);
  const sum = values.reduce<bigint>((a, b) => a + BigInt(b), 0n);
  const floor = sum >= 0n ? sum / n : -((-sum + n - 1n) / n);
  const twice = 2n * (sum - floor * n);
  const up = twice > n || (twice === n && floor % 2n !== 0n);
  return Number(up ? floor + 1n : floor);
}

function mostFrequent(values: Value[], sparse: boolean): Value {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const tied = [...counts.keys()].filter((value) => counts.get(value) === most);
  return (sparse ? tied.find((value) => Number(value) !== 0) : undefined) ?? tied[0];
}
