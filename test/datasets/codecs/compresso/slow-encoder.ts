/** A compresso encoder from the specification, as plain as can be: one voxel a window, literal locations. */
import type { Xyz } from '../../../../datasets/geometry/index.ts';
import { bytesOf, createSamples } from '../../../../datasets/volume.ts';

type LabelType = 'uint8' | 'uint16' | 'uint32' | 'uint64';

export interface Options {
  readonly steps: Xyz;
  readonly version: 0 | 1;
  readonly connectivity: 4 | 6;
}

export function encodeSlowly(
  labels: ArrayLike<number | bigint>,
  size: Xyz,
  dataType: LabelType,
  { steps, version, connectivity }: Options,
): Uint8Array {
  const [sx, sy, sz] = size;
  const at = (x: number, y: number, z: number) => x + sx * (y + sy * z);
  const axes = connectivity === 6 ? 3 : 2;
  const each = (visit: (x: number, y: number, z: number) => void) => {
    for (let z = 0; z < sz; z++) for (let y = 0; y < sy; y++) for (let x = 0; x < sx; x++) visit(x, y, z);
  };
  const neighbours = (x: number, y: number, z: number) =>
    [
      [-1, 0, 0],
      [1, 0, 0],
      [0, -1, 0],
      [0, 1, 0],
      [0, 0, -1],
      [0, 0, 1],
    ]
      .slice(0, 2 * axes)
      .map(([i, j, k]) => [x + i, y + j, z + k] as const)
      .filter(([i, j, k]) => i >= 0 && j >= 0 && k >= 0 && i < sx && j < sy && k < sz);
  const edge = new Set<number>();
  each((x, y, z) => {
    for (const [i, j, k] of neighbours(x, y, z)) {
      const later = at(i, j, k) > at(x, y, z);
      if (later && labels[at(i, j, k)] !== labels[at(x, y, z)]) edge.add(at(x, y, z));
    }
  });
  const seen = new Set<number>();
  const ids: (number | bigint)[] = [];
  const locations: (number | bigint)[] = [];
  const idsBySlice = new Array<number>(sz).fill(0);
  const locationsBySlice = new Array<number>(sz).fill(0);
  const literal = typeof labels[0] === 'bigint' ? 6n : 6;
  each((x, y, z) => {
    if (edge.has(at(x, y, z)) || seen.has(at(x, y, z))) return;
    ids.push(labels[at(x, y, z)]);
    for (let k = z; k < sz; k++) idsBySlice[k]++;
    const queue: (readonly [number, number, number])[] = [[x, y, z]];
    for (let next = queue.pop(); next; next = queue.pop()) {
      if (edge.has(at(...next)) || seen.has(at(...next))) continue;
      seen.add(at(...next));
      queue.push(...neighbours(...next));
    }
  });
  each((x, y, z) => {
    if (!edge.has(at(x, y, z))) return;
    const isFree = (i: number, j: number, k: number) => i >= 0 && j >= 0 && k >= 0 && !edge.has(at(i, j, k));
    if (isFree(x - 1, y, z) || isFree(x, y - 1, z) || (axes === 3 && isFree(x, y, z - 1))) return;
    locations.push(literal, labels[at(x, y, z)]);
    for (let k = z; k < sz; k++) locationsBySlice[k] += 2;
  });
  // Neuroglancer's decoder reads a run as values[0], so that zero stands first.
  const values: bigint[] = [0n];
  const entries: bigint[] = [];
  const [nx, ny, nz] = size.map((n, i) => Math.ceil(n / steps[i]));
  for (let w = 0; w < nx * ny * nz; w++) {
    const begin = [w % nx, Math.floor(w / nx) % ny, Math.floor(w / (nx * ny))].map((n, i) => n * steps[i]);
    let value = 0n;
    each((x, y, z) => {
      const [i, j, k] = [x - begin[0], y - begin[1], z - begin[2]];
      const isIn = i >= 0 && j >= 0 && k >= 0 && i < steps[0] && j < steps[1] && k < steps[2];
      if (isIn && edge.has(at(x, y, z))) value |= 1n << BigInt(i + steps[0] * (j + steps[1] * k));
    });
    if (value !== 0n && !values.includes(value)) values.push(value);
    // A run of one window: legal, if long.
    entries.push(value === 0n ? 3n : BigInt(2 * values.indexOf(value)));
  }
  const bits = steps[0] * steps[1] * steps[2];
  const windowType = bits <= 8 ? 'uint8' : bits <= 16 ? 'uint16' : bits <= 32 ? 'uint32' : 'uint64';
  const pack = (type: LabelType, list: readonly (number | bigint)[]) => {
    const out = createSamples(type, list.length);
    for (let i = 0; i < list.length; i++) out[i] = type === 'uint64' ? BigInt(list[i]) : Number(list[i]);
    return bytesOf(out);
  };
  const header = new Uint8Array(36);
  const view = new DataView(header.buffer);
  header.set([99, 112, 115, 111, version, createSamples(dataType, 0).BYTES_PER_ELEMENT]);
  for (let i = 0; i < 3; i++) view.setUint16(6 + 2 * i, size[i], true);
  header.set(steps, 12);
  view.setUint32(15, ids.length, true);
  view.setUint32(23, values.length, true);
  view.setUint32(27, locations.length, true);
  header[35] = connectivity;
  // Version 1 ends with running totals per slice: components, then location entries.
  const indexType = 2 * sx * sy < 255 ? 'uint8' : 'uint16';
  const index = version === 1 ? pack(indexType, [...idsBySlice, ...locationsBySlice]) : new Uint8Array(0);
  const parts = [header, pack(dataType, ids), pack(windowType, values), pack(dataType, locations)];
  return Buffer.concat([...parts, pack(windowType, entries), index]).slice();
}
