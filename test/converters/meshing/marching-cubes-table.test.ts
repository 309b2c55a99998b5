import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contourLoops } from '../../../converters/meshing/contour-loops.ts';
import { CUBE_EDGES, CUBE_FACES, edgeBetween, isOnFace } from '../../../converters/meshing/cube.ts';
import { marchingCubesTable } from '../../../converters/meshing/marching-cubes-table.ts';
import { triangulateLoop } from '../../../converters/meshing/triangulate-loop.ts';
import { isFloodlightError } from '../../../datasets/errors.ts';

test('the cube: twelve edges, each on two faces', () => {
  assert.equal(CUBE_EDGES.length, 12);
  const uses = new Array(12).fill(0);
  for (const face of CUBE_FACES) {
    for (let i = 0; i < 4; i++) uses[edgeBetween(face[i]!, face[(i + 1) % 4]!)]++;
  }
  assert.deepEqual(uses, new Array(12).fill(2));
});

test('an edge is drawn exactly where its ends differ', () => {
  const { edgeStart, edges } = marchingCubesTable();
  for (let configuration = 0; configuration < 256; configuration++) {
    const bit = (corner: number) => (configuration >> corner) & 1;
    const expected = CUBE_EDGES.flatMap(({ lower, axis }, e) =>
      bit(lower) !== bit(lower | (1 << axis)) ? [e] : [],
    );
    const actual = edges.subarray(edgeStart[configuration], edgeStart[configuration + 1]);
    assert.deepEqual(Array.from(actual), expected, `${configuration}`);
  }
});

test('a corner alone is one triangle facing away from it', () => {
  assert.deepEqual(contourLoops(1), [[edgeBetween(0, 1), edgeBetween(0, 2), edgeBetween(0, 4)]]);
});

test('foreground across a diagonal is separate: four corners of a tetrahedron are four triangles', () => {
  assert.deepEqual(
    contourLoops(0b01101001).map((loop) => loop.length),
    [3, 3, 3, 3],
  );
});

test('no diagonal runs in a face of the cube, and none is drawn twice', () => {
  let numLoops = 0;
  for (let configuration = 0; configuration < 256; configuration++) {
    for (const loop of contourLoops(configuration)) {
      numLoops++;
      const sides = new Set(loop.map((edge, i) => `${edge}-${loop[(i + 1) % loop.length]}`));
      const seen = new Set<string>();
      for (const triangle of triangulateLoop(loop)) {
        for (let i = 0; i < 3; i++) {
          const [from, to] = [triangle[i]!, triangle[(i + 1) % 3]!];
          assert.ok(!seen.has(`${from}-${to}`));
          seen.add(`${from}-${to}`);
          assert.ok(sides.has(`${from}-${to}`) || !isOnFace(from, to), `${configuration}: ${from}-${to}`);
        }
      }
      assert.ok([...sides].every((side) => seen.has(side)));
    }
  }
  assert.equal(numLoops, 358);
  assert.equal(marchingCubesTable().triangles.length / 3, 820);
});

test('what is no loop of a cube is refused', () => {
  // The four x edges and their faces' other edges never make this square of one face.
  const face = [edgeBetween(0, 1), edgeBetween(1, 3), edgeBetween(2, 3), edgeBetween(0, 2)];
  assert.throws(
    () => triangulateLoop(face),
    (error) => isFloodlightError(error, 'unsupported'),
  );
});
