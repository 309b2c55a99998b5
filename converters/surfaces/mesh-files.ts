import type { MeshFragment } from '../../datasets/precomputed/meshes/index.ts';

export const MESH_FILES = ['obj', 'ply', 'stl'] as const;
export type MeshFile = (typeof MESH_FILES)[number];

/** A mesh as a file of another format, in nanometres. @param name of the object, in formats that have one. */
export function encodeMeshFile(format: MeshFile, mesh: MeshFragment, name: string): Uint8Array {
  if (format === 'obj') return encodeObj(mesh, name);
  return format === 'ply' ? encodePly(mesh) : encodeStl(mesh);
}

/** Digits of a picometre: float32 has no more of them at the size of a brain region. */
const round = (nm: number): number => Math.round(nm * 1000) / 1000;

/** Wavefront OBJ: text, vertices counted from 1. */
function encodeObj({ positionsNm: p, indices }: MeshFragment, name: string): Uint8Array {
  const lines = [`# units: nanometres`, `o ${name}`];
  for (let i = 0; i < p.length; i += 3) lines.push(`v ${round(p[i])} ${round(p[i + 1])} ${round(p[i + 2])}`);
  for (let t = 0; t < indices.length; t += 3)
    lines.push(`f ${indices[t] + 1} ${indices[t + 1] + 1} ${indices[t + 2] + 1}`);
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** PLY, binary, little-endian: float32 vertices, triangles as a count of 3 and three int32. */
function encodePly({ positionsNm, indices }: MeshFragment): Uint8Array {
  const [vertices, triangles] = [positionsNm.length / 3, indices.length / 3];
  const head = new TextEncoder().encode(
    [
      'ply',
      'format binary_little_endian 1.0',
      'comment units: nanometres',
      `element vertex ${vertices}`,
      ...['x', 'y', 'z'].map((axis) => `property float ${axis}`),
      `element face ${triangles}`,
      'property list uchar int vertex_indices',
      'end_header\n',
    ].join('\n'),
  );
  const bytes = new Uint8Array(head.length + 12 * vertices + 13 * triangles);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  for (const [i, nm] of positionsNm.entries()) view.setFloat32(4 * i, nm, true);
  for (let t = 0; t < triangles; t++) {
    const at = 12 * vertices + 13 * t;
    view.setUint8(at, 3);
    for (let k = 0; k < 3; k++) view.setInt32(at + 1 + 4 * k, indices[3 * t + k], true);
  }
  return bytes;
}

const STL_HEAD = 80;
const STL_TRIANGLE = 50;

/** STL, binary: a head of 80 bytes that must not begin with `solid`, a count, and each triangle with its normal. */
function encodeStl({ positionsNm: p, indices }: MeshFragment): Uint8Array {
  const triangles = indices.length / 3;
  const bytes = new Uint8Array(STL_HEAD + 4 + STL_TRIANGLE * triangles);
  new TextEncoder().encodeInto('binary STL, units: nanometres', bytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(STL_HEAD, triangles, true);
  for (let t = 0; t < triangles; t++) {
    const corners = [0, 1, 2].map((k) => {
      const at = 3 * indices[3 * t + k];
      return [p[at], p[at + 1], p[at + 2]];
    });
    const values = [...normalOf(corners), ...corners.flat()];
    for (const [i, value] of values.entries())
      view.setFloat32(STL_HEAD + 4 + STL_TRIANGLE * t + 4 * i, value, true);
  }
  return bytes;
}

function normalOf([a, b, c]: readonly number[][]): number[] {
  const u = b.map((n, i) => n - a[i]);
  const v = c.map((n, i) => n - a[i]);
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const length = Math.hypot(...n) || 1;
  return n.map((value) => value / length);
}
