import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeTicks, type Skeleton } from '../../../converters/skeletons/index.ts';
import { createRandom } from '../../datasets/support/blocks.ts';
import { countTrees, lengthOf } from './shapes.ts';

/** A tree that grows at random, of vertices with whole-numbered places. */
function randomTree(vertices: number, seed: number): Skeleton {
  const random = createRandom(seed);
  const positions = new Float32Array(3 * vertices);
  const edges: number[] = [];
  for (let v = 1; v < vertices; v++) {
    // Mostly on from the last one, so that there are paths between branchings.
    const parent = random(4) > 0 ? v - 1 : random(v);
    for (let axis = 0; axis < 3; axis++)
      positions[3 * v + axis] = positions[3 * parent + axis]! + (axis === random(3) ? 3 : random(3));
    edges.push(parent, v);
  }
  return {
    positions,
    edges: Uint32Array.from(edges),
    radiiNm: Float32Array.from({ length: vertices }, (_, i) => i),
  };
}

/** The rule by its words: again and again, look for the shortest twig of all and take it away. @returns radii that are left. */
function byBruteForce({ positions, edges, radiiNm }: Skeleton, lengthNm: number): number[] {
  const left = new Set(radiiNm.keys());
  const near = (v: number) => {
    const found: number[] = [];
    for (let i = 0; i < edges.length; i += 2) {
      if (edges[i] === v && left.has(edges[i + 1]!)) found.push(edges[i + 1]!);
      if (edges[i + 1] === v && left.has(edges[i]!)) found.push(edges[i]!);
    }
    return found;
  };
  const step = (a: number, b: number) =>
    Math.hypot(...[0, 1, 2].map((axis) => positions[3 * a + axis]! - positions[3 * b + axis]!));
  for (;;) {
    let best: { path: number[]; length: number } | undefined;
    for (const end of left) {
      if (near(end).length !== 1) continue;
      const path = [end];
      let length = 0;
      for (let at = end, before = -1; ; ) {
        const next = near(at).find((v) => v !== before);
        if (next === undefined) break;
        length += step(at, next);
        if (near(next).length > 2) {
          const isShort = length < lengthNm;
          if (isShort && (!best || length < best.length - 1e-9)) best = { path, length };
          break;
        }
        path.push(next);
        [before, at] = [at, next];
      }
    }
    if (!best) return [...left].map((v) => radiiNm[v]!);
    for (const v of best.path) left.delete(v);
  }
}

test('random trees: what the rule leaves, looked for by brute force', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const tree = randomTree(60, seed);
    for (const lengthNm of [0, 4, 9, 25, 1000]) {
      const cut = removeTicks(tree, [1, 1, 1], lengthNm);
      assert.deepEqual([...cut.radiiNm], byBruteForce(tree, lengthNm), `seed ${seed}, ${lengthNm}`);
      assert.equal(countTrees(cut), 1);
    }
  }
});

test('a comb of 50,000 teeth is cut in one pass; its spine stays, at its length', () => {
  const teeth = 50_000;
  const positions = new Float32Array(6 * teeth);
  const edges: number[] = [];
  for (let i = 0; i < teeth; i++) {
    positions[3 * i] = 10 * i;
    positions.set([10 * i, 5, 0], 3 * (teeth + i));
    if (i > 0) edges.push(i - 1, i);
    edges.push(i, teeth + i);
  }
  const comb = { positions, edges: Uint32Array.from(edges), radiiNm: new Float32Array(2 * teeth) };
  const began = performance.now();
  const cut = removeTicks(comb, [1, 1, 1], 8);
  assert.ok(performance.now() - began < 5000, 'linear, but for a logarithm');
  assert.equal(countTrees(cut), 1);
  // At both ends the tooth goes on from the spine without a branching.
  assert.equal(lengthOf(cut), 10 * (teeth - 1) + 2 * 5);
});

test('a short path without a branching stays', () => {
  const path = {
    positions: Float32Array.of(0, 0, 0, 1, 0, 0),
    edges: Uint32Array.of(0, 1),
    radiiNm: Float32Array.of(1, 1),
  };
  assert.deepEqual(removeTicks(path, [1, 1, 1], 100), path);
});
