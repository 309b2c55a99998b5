import { contourLoops } from './contour-loops.ts';
import { isOwnEdge, NUM_CONFIGURATIONS } from './cube.ts';
import { triangulateLoop } from './triangulate-loop.ts';

/** What to draw in each of the 256 configurations. Lists of configuration c are at `[start[c], start[c + 1])`. */
export interface MarchingCubesTable {
  readonly edgeStart: Uint16Array;
  /** Edges with one foreground end, each once, ascending. */
  readonly edges: Uint8Array;
  /** How many of the edges are the cell's own (`isOwnEdge`). */
  readonly ownVertices: Uint8Array;
  readonly triangleStart: Uint16Array;
  /** Three edges a triangle, counter-clockwise seen from the background. Starts count entries, not triangles. */
  readonly triangles: Uint8Array;
}

let made: MarchingCubesTable | undefined;

/** The table is computed from the rule in `contourLoops`, on first use (a few ms), and kept. */
export function marchingCubesTable(): MarchingCubesTable {
  made ??= makeTable();
  return made;
}

function makeTable(): MarchingCubesTable {
  const edgeStart = new Uint16Array(NUM_CONFIGURATIONS + 1);
  const ownVertices = new Uint8Array(NUM_CONFIGURATIONS);
  const triangleStart = new Uint16Array(NUM_CONFIGURATIONS + 1);
  const edges: number[] = [];
  const triangles: number[] = [];
  for (let configuration = 0; configuration < NUM_CONFIGURATIONS; configuration++) {
    const loops = contourLoops(configuration);
    const crossed = loops.flat().sort((a, b) => a - b);
    edges.push(...crossed);
    ownVertices[configuration] = crossed.filter(isOwnEdge).length;
    triangles.push(...loops.flatMap((loop) => triangulateLoop(loop)).flat());
    edgeStart[configuration + 1] = edges.length;
    triangleStart[configuration + 1] = triangles.length;
  }
  return {
    edgeStart,
    edges: Uint8Array.from(edges),
    ownVertices,
    triangleStart,
    triangles: Uint8Array.from(triangles),
  };
}
