import { pairHalfEdges } from './half-edges.ts';
import { type Planes, separateVertices } from './separate-vertices.ts';
import { cancelTriangles, mergePositions, type Soup } from './soup.ts';
import { halveRepeatedEdges, splitVertices } from './split-vertices.ts';

/** Rounds of cutting edges in half: one, but for edges that share a triangle. */
const MAX_ROUNDS = 16;

/**
 * Makes a closed, oriented, 2-manifold surface of triangles whose every edge has as many in one direction as in the other: what
 * is left of a manifold after edges were collapsed and vertices moved onto a lattice. Triangles without three different
 * vertices and sheets of no thickness go; parts that touch in an edge or in a vertex are taken apart, by as few lattice
 * steps as it takes for every vertex to have a place of its own.
 * @param planes where vertices must stay.
 * @returns undefined where parts cannot be taken apart, all places around being taken: another lattice is needed.
 */
export function makeManifold(soup: Soup, planes: Planes): Soup | undefined {
  let surface = cancelTriangles(mergePositions(soup));
  if (surface.indices.length === 0) return { positions: new Int32Array(0), indices: new Uint32Array(0) };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const twins = pairHalfEdges(surface);
    surface = splitVertices(surface, twins);
    const halved = halveRepeatedEdges(surface, twins);
    if (halved === surface) return separateVertices(surface, planes);
    surface = halved;
  }
  return undefined;
}
