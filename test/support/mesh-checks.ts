import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface MeshFacts {
  readonly triangles: number;
  /** Edges that are not used exactly once in each direction. */
  readonly openEdges: number;
  /** Nanometres cubed; positive where triangles face outwards. */
  readonly signedVolume: number;
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** Reads a legacy mesh as its format says, not by our own reader, and measures it. */
export async function measureLegacyMesh(folder: string, id: string): Promise<MeshFacts> {
  const manifest = JSON.parse(await readFile(join(folder, `${id}:0`), 'utf8')) as { fragments: string[] };
  if (manifest.fragments.length !== 1) throw new Error(`${id}:0: expected one fragment`);
  const bytes = await readFile(join(folder, manifest.fragments[0]!));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numVertices = view.getUint32(0, true);
  const vertex = (i: number) =>
    [0, 1, 2].map((axis) => view.getFloat32(4 + 12 * i + 4 * axis, true)) as Vector;
  const indexAt = (i: number) => view.getUint32(4 + 12 * numVertices + 4 * i, true);
  const triangles = (bytes.length - 4 - 12 * numVertices) / 12;
  const edges = new Map<string, number>();
  let signedVolume = 0;
  for (let t = 0; t < triangles; t++) {
    const corners = [indexAt(3 * t), indexAt(3 * t + 1), indexAt(3 * t + 2)] as const;
    signedVolume += tripleProduct(vertex(corners[0]), vertex(corners[1]), vertex(corners[2])) / 6;
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      const key = `${corners[a]} ${corners[b]}`;
      edges.set(key, (edges.get(key) ?? 0) + 1);
    }
  }
  let openEdges = 0;
  for (const [key, count] of edges) {
    if (count !== 1 || edges.get(key.split(' ').reverse().join(' ')) !== 1) openEdges++;
  }
  const vertices = Array.from({ length: numVertices }, (_, i) => vertex(i));
  const extent = (pick: (...values: number[]) => number) =>
    [0, 1, 2].map((axis) => vertices.reduce((best, v) => pick(best, v[axis]!), vertices[0]![axis]!));
  return { triangles, openEdges, signedVolume, min: extent(Math.min), max: extent(Math.max) };
}

type Vector = [number, number, number];

const tripleProduct = (a: Vector, b: Vector, c: Vector): number =>
  a[0] * (b[1] * c[2] - b[2] * c[1]) +
  a[1] * (b[2] * c[0] - b[0] * c[2]) +
  a[2] * (b[0] * c[1] - b[1] * c[0]);
