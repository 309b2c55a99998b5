/** What tests measure of a decoded multi-resolution mesh; none of it uses the code under test. */
import assert from 'node:assert/strict';
import type { DecodedMultires } from './neuroglancer-multires.ts';

/** A level joined by position: vertices of different cells in one place are one. */
export interface JoinedLevel {
  /** Nanometres. */
  readonly positions: Float64Array;
  readonly indices: Uint32Array;
}

/** @param bits of a coordinate within a cell. */
export function joinLevel(
  { levels, chunkShape, gridOrigin }: DecodedMultires,
  level: number,
  bits: number,
): JoinedLevel {
  const side = 2 ** bits - 1;
  const known = new Map<string, number>();
  const positions: number[] = [];
  const indices: number[] = [];
  for (const { cell, positions: q, indices: own } of levels[level]) {
    for (const i of own) {
      const lattice = [0, 1, 2].map((axis) => cell[axis] * side + q[3 * i + axis]);
      const key = lattice.join();
      let vertex = known.get(key);
      if (vertex === undefined) {
        vertex = known.size;
        known.set(key, vertex);
        for (const axis of [0, 1, 2])
          positions.push(gridOrigin[axis] + (lattice[axis] / side) * chunkShape[axis] * 2 ** level);
      }
      indices.push(vertex);
    }
  }
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

/** Every edge is used exactly twice, once in each direction. */
export function assertClosed({ indices, positions }: JoinedLevel, name: string): void {
  const n = positions.length / 3;
  const edges = new Map<number, number>();
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i];
    const to = indices[i % 3 === 2 ? i - 2 : i + 1];
    assert.notEqual(from, to, `${name}: a triangle with two corners in one place`);
    edges.set(from * n + to, (edges.get(from * n + to) ?? 0) + 1);
  }
  for (const [edge, count] of edges) {
    const [from, to] = [Math.floor(edge / n), edge % n];
    assert.equal(count, 1, `${name}: edge ${from}-${to} is used ${count} times in one direction`);
    assert.ok(edges.has(to * n + from), `${name}: edge ${from}-${to} is open`);
  }
}

/** Cubic nanometres, positive where triangles face outwards. */
export function volumeOfLevel({ positions: p, indices }: JoinedLevel): number {
  let sum = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [3 * indices[t], 3 * indices[t + 1], 3 * indices[t + 2]];
    sum += (p[a] - p[0]) * ((p[b + 1] - p[1]) * (p[c + 2] - p[2]) - (p[b + 2] - p[2]) * (p[c + 1] - p[1]));
    sum += (p[a + 1] - p[1]) * ((p[b + 2] - p[2]) * (p[c] - p[0]) - (p[b] - p[0]) * (p[c + 2] - p[2]));
    sum += (p[a + 2] - p[2]) * ((p[b] - p[0]) * (p[c + 1] - p[1]) - (p[b + 1] - p[1]) * (p[c] - p[0]));
  }
  return sum / 6;
}

/** Cells, octants and levels are as readers need them. */
export function assertFits({ levels, lodScales }: DecodedMultires, bits: number, name: string): void {
  const top = 2 ** bits - 1;
  const middle = 2 ** (bits - 1);
  for (const [level, fragments] of levels.entries()) {
    if (level > 0) assert.ok(lodScales[level] >= lodScales[level - 1], `${name}: scales`);
    for (const { cell, positions, indices, octants } of fragments) {
      const at = `${name}: level ${level}, cell ${cell.join()}`;
      for (const q of positions) assert.ok(q <= top, `${at}: position ${q}`);
      if (level === 0) continue;
      assert.equal(octants.at(-1), indices.length, `${at}: octants`);
      for (let t = 0; t < indices.length; t += 3) {
        for (const axis of [0, 1, 2]) {
          const values = [0, 1, 2].map((k) => positions[3 * indices[t + k] + axis]);
          const crosses = Math.min(...values) < middle && Math.max(...values) > middle;
          assert.ok(!crosses, `${at}: a triangle crosses the middle`);
        }
      }
    }
  }
}
