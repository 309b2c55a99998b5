import type { SourceMesh } from '../source.ts';
import { MeshBuilder } from './mesh-builder.ts';
import { TextScanner } from './text-scanner.ts';

/**
 * Wavefront OBJ: `v x y z` and `f a b c …`, whose corners may be `a/t/n` and, negative, count from the latest vertex.
 * Polygons become fans. Everything else (normals, textures, groups, materials, lines) is passed over.
 * @throws InvalidDataError naming the line, or the triangle whose vertex is not there.
 */
export function parseObj(bytes: Uint8Array, subject: string): SourceMesh {
  const scanner = new TextScanner(bytes, subject);
  const mesh = new MeshBuilder(subject);
  for (let line = scanner.line(); line !== undefined; line = scanner.line()) {
    const [keyword, ...words] = line.split('#', 1)[0]!.trim().split(/\s+/);
    if (keyword === 'v') {
      const [x, y, z] = words.map(Number);
      const isWhole = words.length >= 3 && [x, y, z].every(Number.isFinite);
      if (!isWhole) throw scanner.wrong('v and three finite numbers', JSON.stringify(line));
      mesh.addVertex(x as number, y as number, z as number);
    } else if (keyword === 'f') {
      if (words.length < 3) throw scanner.wrong('f and at least three corners', JSON.stringify(line));
      mesh.addPolygon(words.map((word) => cornerOf(word, mesh.vertexCount, scanner)));
    }
  }
  return mesh.finish();
}

/** @returns from 0. */
function cornerOf(word: string, vertexCount: number, scanner: TextScanner): number {
  const [, digits] = /^(-?\d+)(?:\/-?\d*){0,2}$/.exec(word) ?? [];
  const number = Number(digits);
  const index = number < 0 ? vertexCount + number : number - 1;
  if (digits === undefined || index < 0) throw scanner.wrong('the number of a vertex, from 1', word);
  return index;
}
