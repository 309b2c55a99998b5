/** What the tests of meshing check and build; none of it uses the code under test. */
import assert from 'node:assert/strict';
import type { LabelMesh } from '../../../converters/meshing/index.ts';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';

export type LabelAt = (x: number, y: number, z: number) => number;

export function labelBlock(size: Xyz, labelAt: LabelAt): VoxelBlock {
  const data = new Uint32Array(size[0] * size[1] * size[2]);
  let i = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++) data[i++] = labelAt(x, y, z);
    }
  }
  return { dataType: 'uint32', size, numChannels: 1, data };
}

/** Every edge is used once in each direction, every vertex is used, and no two vertices coincide. */
export function assertClosedManifold({ positions, indices }: LabelMesh, name = 'mesh'): void {
  const numVertices = positions.length / 3;
  const directed = new Map<number, number>();
  const used = new Set<number>();
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]!;
    const to = indices[i % 3 === 2 ? i - 2 : i + 1]!;
    assert.ok(from < numVertices && from !== to, `${name}: vertex ${from} of ${numVertices}`);
    used.add(from);
    const edge = from * numVertices + to;
    directed.set(edge, (directed.get(edge) ?? 0) + 1);
  }
  for (const [edge, count] of directed) {
    const [from, to] = [Math.floor(edge / numVertices), edge % numVertices];
    assert.equal(count, 1, `${name}: edge ${from}-${to} is used ${count} times in one direction`);
    assert.equal(directed.get(to * numVertices + from), 1, `${name}: edge ${from}-${to} has no other side`);
  }
  assert.equal(used.size, numVertices, `${name}: vertices without triangles`);
  const places = new Set(
    Array.from({ length: numVertices }, (_, v) => positions.subarray(v * 3, v * 3 + 3).join()),
  );
  assert.equal(places.size, numVertices, `${name}: vertices in one place`);
  assertDiscsAtVertices(indices, numVertices, name);
}

/** The triangles around each vertex form one ring: no two sheets touch in a point. */
function assertDiscsAtVertices(indices: Uint32Array, numVertices: number, name: string): void {
  const next: Map<number, number>[] = Array.from({ length: numVertices }, () => new Map());
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = indices.subarray(i, i + 3) as unknown as [number, number, number];
    next[a]!.set(b, c);
    next[b]!.set(c, a);
    next[c]!.set(a, b);
  }
  for (const [vertex, ring] of next.entries()) {
    const [first] = ring.keys();
    let length = 0;
    let at: number | undefined = first;
    do {
      at = ring.get(at!);
      length++;
    } while (at !== undefined && at !== first && length <= ring.size);
    assert.equal(length, ring.size, `${name}: vertex ${vertex} joins several sheets`);
  }
}

/** By the divergence theorem; positive where triangles are counter-clockwise seen from outside. */
export function signedVolume({ positions, indices }: LabelMesh): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => positions.subarray(indices[i + k]! * 3, indices[i + k]! * 3 + 3));
    sum += a![0]! * (b![1]! * c![2]! - b![2]! * c![1]!);
    sum += a![1]! * (b![2]! * c![0]! - b![0]! * c![2]!);
    sum += a![2]! * (b![0]! * c![1]! - b![1]! * c![0]!);
  }
  return sum / 6;
}

/** V - E + F: 2 for each closed surface without handles, two less a handle. */
export function eulerCharacteristic({ positions, indices }: LabelMesh): number {
  return positions.length / 3 - indices.length / 6;
}

/** @returns [min x, max x, min y, ...]. */
export function extentOf({ positions }: LabelMesh): number[] {
  return [0, 1, 2].flatMap((axis) => {
    const values = Array.from(positions).filter((_, i) => i % 3 === axis);
    return [Math.min(...values), Math.max(...values)];
  });
}
