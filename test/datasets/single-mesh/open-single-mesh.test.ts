import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { FloodlightError } from '../../../datasets/errors.ts';
import { type MeshKind, openSingleMesh } from '../../../datasets/single-mesh/index.ts';
import { openSourceAt } from '../../../datasets/sources/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { repoPath } from '../../support/paths.ts';

const fixture = async (name: string) =>
  new Uint8Array(await readFile(repoPath('test/fixtures/single-mesh', name)));
/** What VTK says of the shape that it wrote. */
const ball = JSON.parse(new TextDecoder().decode(await fixture('ball.json'))) as {
  points: [number, number, number][];
  faces: [number, number, number][];
};

type Content = string | Uint8Array;
const open = (kind: MeshKind, content: Content, maxBytes?: number) => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const store = createMemoryStore('memory', [['mesh', bytes]]);
  return openSingleMesh(store, 'mesh', kind, { ...(maxBytes && { maxBytes }) });
};
const read = async (kind: MeshKind, content: Content) => {
  const { positions, indices } = (await (await open(kind, content)).mesh?.read())!;
  return { positions: [...positions], indices: [...indices] };
};

/** The corners of each triangle, in order: what files with and without shared vertices have alike. */
const cornersOf = (positions: ArrayLike<number>, indices: ArrayLike<number>) =>
  Array.from(indices).map((v) => [0, 1, 2].map((axis) => positions[3 * v + axis] as number));

for (const name of [
  ...['ball-42.vtk', 'ball-51.vtk', 'ball.vtk.gz', 'ball.obj', 'ball.stl', 'ball-binary.stl'],
  ...['ball.ply', 'ball-little.ply', 'ball-big.ply'],
]) {
  test(`${name}, as VTK wrote it`, async () => {
    const store = createMemoryStore('memory', [[name, await fixture(name)]]);
    const source = await openSourceAt(`https://host/folder/${name}`, { openStore: () => store });
    const { mesh } = source;
    assert.ok(mesh && !source.volume);
    assert.equal(mesh.triangleCount, 24);
    assert.equal(mesh.vertexCount, name.endsWith('.stl') ? 72 : 14);
    const expected = ball.faces.flat().map((v) => ball.points[v]!);
    const { positions, indices } = await mesh.read();
    const found = cornersOf(positions, indices);
    assert.equal(found.length, expected.length);
    // VTK writes six digits.
    for (const [i, corner] of found.entries())
      for (const [axis, value] of corner.entries())
        assert.ok(Math.abs(value - expected[i]![axis]!) < 0.006, `${i} ${axis}: ${value}`);
    const { begin, end } = mesh.boundsNm;
    assert.deepEqual([begin[2], end[2], begin[1], end[1]], [20, 40, 192.5, 207.5]);
    assert.deepEqual(await mesh.read(), { positions, indices }, 'once more');
  });
}

test('polygons are fans; OBJ counts from the end too, and has corners with textures and normals', async () => {
  const obj = `# a square\nmtllib a.mtl\nv 0 0 0\nv 1 0 0 1.0\nv 1 1 0\r\nv 0 1 0\nvn 0 0 1\ng side\nf 1/1/1 2//1 3/2 4 # fan\nf -4 -3 -1`;
  assert.deepEqual(await read('obj', obj), {
    positions: [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0],
    indices: [0, 1, 2, 0, 2, 3, 0, 1, 3],
  });
  const vtk = (cells: string) =>
    `# vtk DataFile Version 3.0\ntitle of anything\nASCII\nDATASET POLYDATA\nPOINTS 4 double\n0 0 0 1 0 0\n1 1 0 0 1 0\n${cells}`;
  const square = { positions: [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0], indices: [0, 1, 2, 0, 2, 3] };
  assert.deepEqual(await read('vtk', vtk('LINES 1 3\n2 0 1\nPOLYGONS 1 5\n4 0 1 2 3\n')), square);
  const ply = `ply\nformat ascii 1.0\nelement edge 1\nproperty int a\nelement vertex 4\nproperty uchar red\nproperty float z\nproperty float x\nproperty float y\nelement face 1\nproperty list uchar int vertex_index\nend_header\n9\n1 0 0 0\n1 0 1 0\n1 0 1 1\n1 0 0 1\n4 0 1 2 3\n`;
  assert.deepEqual(await read('ply', ply), square);
});

const TRIANGLE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';
const VTK = '# vtk DataFile Version 4.2\nt\nASCII\nDATASET POLYDATA\n';
const POINTS = 'POINTS 3 float\n0 0 0 1 0 0 0 1 0\n';
const PLY = 'ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n';
const BROKEN: readonly (readonly [name: string, MeshKind, Content, tag: FloodlightError['tag'], RegExp])[] = [
  ['OBJ, not a number', 'obj', 'v 0 nan 0\n', 'invalid', /line 1: expected v and three finite numbers/],
  ['OBJ, too large', 'obj', 'v 0 1e39 0\n', 'invalid', /vertex 0: expected three finite numbers/],
  ['OBJ, two numbers', 'obj', '\nv 0 1\n', 'invalid', /line 2: expected v and three/],
  [
    'OBJ, vertex 0',
    'obj',
    `${TRIANGLE}f 0 1 2`,
    'invalid',
    /line 4: expected the number of a vertex, from 1/,
  ],
  [
    'OBJ, vertex 4 of 3',
    'obj',
    `${TRIANGLE}f 1 2 4`,
    'invalid',
    /triangle 0: expected vertices of 0 to 2, got 3/,
  ],
  ['OBJ, vertex -4', 'obj', `${TRIANGLE}f -4 -1 -2`, 'invalid', /the number of a vertex, from 1, got -4/],
  ['OBJ, two corners', 'obj', `${TRIANGLE}f 1 2`, 'invalid', /f and at least three corners/],
  ['OBJ, empty', 'obj', '', 'invalid', /expected a mesh of triangles, got 0 vertices and no triangle/],
  ['OBJ that is a page', 'obj', '<!doctype html><p>no', 'invalid', /got HTML or XML\. A host that answers/],
  ['OBJ that is PLY', 'obj', PLY, 'invalid', /expected a mesh as OBJ, got one as PLY\. Open it as ply:\/\//],
  ['VTK, no header', 'vtk', 'hello', 'invalid', /line 1: expected # vtk DataFile Version X\.Y/],
  [
    'VTK, other data',
    'vtk',
    VTK.replace('POLYDATA', 'UNSTRUCTURED_GRID'),
    'unsupported',
    /got UNSTRUCTURED_GRID/,
  ],
  ['VTK, strips', 'vtk', `${VTK}${POINTS}TRIANGLE_STRIPS 1 4\n3 0 1 2`, 'unsupported', /got TRIANGLE_STRIPS/],
  [
    'VTK, cut in points',
    'vtk',
    `${VTK}POINTS 3 float\n0 0 0 1 0 0`,
    'corrupt',
    /expected 9 coordinates, got/,
  ],
  [
    'VTK, cut late',
    'vtk',
    `${VTK}POINTS 3 float\n0.000 0.000 0.000 1 0`,
    'corrupt',
    /got the end of the file/,
  ],
  ['VTK, a huge count', 'vtk', `${VTK}POINTS 9e15 float\n0`, 'corrupt', /cut off/],
  [
    'VTK, wrong size',
    'vtk',
    `${VTK}${POINTS}POLYGONS 1 5\n3 0 1 2 9`,
    'invalid',
    /expected 5 numbers for 1 cells/,
  ],
  [
    'VTK, long cell',
    'vtk',
    `${VTK}${POINTS}POLYGONS 1 4\n4 0 1 2 0`,
    'invalid',
    /expected 4 numbers for 1 cells/,
  ],
  [
    'VTK, index',
    'vtk',
    `${VTK}${POINTS}POLYGONS 1 4\n3 0 1 3`,
    'invalid',
    /expected vertices of 0 to 2, got 3/,
  ],
  ['VTK, negative', 'vtk', `${VTK}${POINTS}POLYGONS 1 4\n3 0 1 -1`, 'invalid', /number of a point, got -1/],
  [
    'VTK, NaN',
    'vtk',
    `${VTK}POINTS 3 float\n0 0 0 1 nan 0 0 1 0\n`,
    'invalid',
    /line 6: expected a coordinate, got nan/,
  ],
  ['PLY, format', 'ply', PLY.replace('ascii', 'middle'), 'corrupt', /end_header/],
  ['PLY, other format', 'ply', `${PLY.replace('ascii', 'middle')}end_header\n`, 'unsupported', /got middle/],
  ['PLY, type', 'ply', PLY.replace('float z', 'half z'), 'invalid', /line 6: expected property TYPE NAME/],
  [
    'PLY, no z',
    'ply',
    `${PLY.replace('float z', 'float w')}end_header\n`,
    'invalid',
    /expected x, y and z, got x, y, w/,
  ],
  ['PLY, short', 'ply', `${PLY}end_header\n0 0 0\n`, 'corrupt', /expected 3 numbers|end of the file/],
  ['PLY, no face', 'ply', `${PLY}end_header\n0 0 0 0 0 0 0 0 0\n`, 'invalid', /3 vertices and no triangle/],
  ['STL, short', 'stl', 'too short', 'corrupt', /at least 84 bytes/],
  [
    'STL, cut text',
    'stl',
    'solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0',
    'corrupt',
    /end of the file/,
  ],
  ['STL, other text', 'stl', 'solid a\nfaces\n', 'invalid', /expected facet or endsolid, got faces/],
];
for (const [name, kind, content, tag, message] of BROKEN) {
  test(`${name} is ${tag}`, () => assert.rejects(open(kind, content), { tag, message }));
}

test('binary files: VTK is refused by name, others that are cut are corrupt, NaN is invalid', async () => {
  const vtk = open('vtk', await fixture('ball-binary.vtk'));
  await assert.rejects(vtk, { tag: 'unsupported', message: /got a binary one\. Write it as ASCII/ });
  const stl = await fixture('ball-binary.stl');
  const cut = open('stl', stl.subarray(0, 1000));
  await assert.rejects(cut, { tag: 'corrupt', message: /1284 bytes for 24 triangles, got 1000/ });
  const odd = stl.slice();
  odd.set([0, 0, 0xc0, 0x7f], 84 + 12);
  await assert.rejects(open('stl', odd), { tag: 'invalid', message: /vertex 0: expected three finite/ });
  const ply = await fixture('ball-little.ply');
  await assert.rejects(open('ply', ply.subarray(0, -3)), { tag: 'corrupt' });
  const far = ply.slice();
  far.set([14], ply.length - 4);
  await assert.rejects(open('ply', far), { tag: 'invalid', message: /triangle 23: .*got 14$/ });
});

test('files that are not there, too large, or gzipped and cut', async () => {
  const store = createMemoryStore('memory');
  await assert.rejects(openSingleMesh(store, 'a.obj', 'obj'), { tag: 'missing', subject: 'memory/a.obj' });
  await assert.rejects(open('obj', `${TRIANGLE}f 1 2 3`, 20), { tag: 'too-large' });
  await assert.rejects(open('obj', gzipSync(`${TRIANGLE}f 1 2 3`), 20), { tag: 'too-large' });
  await assert.rejects(open('obj', gzipSync(TRIANGLE).subarray(0, -9)), { tag: 'corrupt' });
});
