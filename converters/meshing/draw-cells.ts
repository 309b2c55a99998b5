import type { Xyz } from '../../datasets/geometry/index.ts';
import type { CellPlan } from './cell-plan.ts';
import { CUBE_EDGES, isOwnEdge } from './cube.ts';
import { marchingCubesTable } from './marching-cubes-table.ts';
import type { LabelMesh } from './mesh.ts';

/**
 * Carries out a plan. Cells come in order, x fastest, so the first of the four cells around an edge is the one that
 * has it at its upper corner: that cell makes the vertex, the others find it by the place of the edge. An edge
 * carries at most two vertices, one for the label of either end, so a place is two numbers and needs no key, and
 * none has to be cleared.
 *
 * @param cells cells per axis.
 * @returns a mesh by label; that of label 0 is empty.
 */
export function drawCells(plan: CellPlan, cells: Xyz, { origin, numLabels }: DrawOptions): LabelMesh[] {
  const { sliceBegins } = plan;
  const { vertexCounts, triangleCounts } = countByLabel(plan, numLabels);
  const meshes = Array.from(vertexCounts, (numVertices, label) => ({
    positions: new Float32Array(numVertices * 3),
    indices: new Uint32Array(triangleCounts[label]! * 3),
  }));
  const pens: Pens = {
    meshes,
    nextVertex: new Int32Array(meshes.length),
    nextIndex: new Int32Array(meshes.length),
    known: new Int32Array(NUM_TABLES * tableLength(cells)),
  };
  for (let z = 0; z < cells[2]; z++) {
    const slice = {
      begin: sliceBegins[z]!,
      end: sliceBegins[z + 1]!,
      cells,
      tableOf: tablesOfSlice(z, cells),
    };
    drawSlice(plan, slice, [origin[0] - 0.5, origin[1] - 0.5, origin[2] + z - 0.5], pens);
  }
  return meshes;
}

export interface DrawOptions {
  /** Position of the block's first voxel, in voxels. */
  readonly origin: Xyz;
  /** Labels there are, 0 included. */
  readonly numLabels: number;
}

/** Counts, so that meshes can be written straight into arrays of their size. */
function countByLabel({ drawLabels, drawCells: draws, sliceBegins }: CellPlan, numLabels: number) {
  const { ownVertices, triangleStart } = marchingCubesTable();
  const vertexCounts = new Int32Array(numLabels);
  const triangleCounts = new Int32Array(numLabels);
  const length = sliceBegins[sliceBegins.length - 1];
  for (let draw = 0; draw < length; draw++) {
    const configuration = draws[draw] & 0xff;
    vertexCounts[drawLabels[draw]] += ownVertices[configuration];
    triangleCounts[drawLabels[draw]] += (triangleStart[configuration + 1] - triangleStart[configuration]) / 3;
  }
  return { vertexCounts, triangleCounts };
}

interface Pens {
  readonly meshes: readonly LabelMesh[];
  /** By label: the next vertex, and the next entry of the indices. */
  readonly nextVertex: Int32Array;
  readonly nextIndex: Int32Array;
  /** Numbers of vertices, within their labels, by the place of their edge. */
  readonly known: Int32Array;
}

interface Slice {
  /** Draws `[begin, end)` of the plan. */
  readonly begin: number;
  readonly end: number;
  readonly cells: Xyz;
  readonly tableOf: Int32Array;
}

/** Over the voxels of a layer: x and y edges of the layers below and above a slice, and the z edges between. */
const NUM_TABLES = 5;
const Z_TABLE = 4;

const tableLength = (cells: Xyz): number => (cells[0] + 1) * (cells[1] + 1) * 2;

/** Where the places of each edge of a slice begin. What was above becomes below without being moved. */
function tablesOfSlice(z: number, cells: Xyz): Int32Array {
  const below = (z & 1) * 2;
  const above = 2 - below;
  return Int32Array.from(CUBE_EDGES, ({ axis, lower }) => {
    const table = axis === 2 ? Z_TABLE : (lower >> 2 === 1 ? above : below) + axis;
    return table * tableLength(cells) + ((lower & 1) + ((lower >> 1) & 1) * (cells[0] + 1)) * 2;
  });
}

const LOWER_CORNER = Uint8Array.from(CUBE_EDGES, (edge) => edge.lower);
const MIDPOINT = Float64Array.from(CUBE_EDGES.flatMap((edge) => edge.midpoint));
const IS_OWN = Uint8Array.from(CUBE_EDGES, (_, edge) => Number(isOwnEdge(edge)));

/** @param corner position of corner 0 of the slice's first cell. */
function drawSlice(plan: CellPlan, { begin, end, cells, tableOf }: Slice, corner: Xyz, pens: Pens): void {
  const { edgeStart, edges, triangleStart, triangles } = marchingCubesTable();
  const { meshes, nextVertex, nextIndex, known } = pens;
  const [x0, y0, z0] = corner;
  const width = cells[0];
  const cellVertices = new Int32Array(CUBE_EDGES.length);
  for (let draw = begin; draw < end; draw++) {
    const label = plan.drawLabels[draw]!;
    const configuration = plan.drawCells[draw]! & 0xff;
    const cell = plan.drawCells[draw]! >>> 8;
    const y = (cell / width) | 0;
    const x = cell - y * width;
    const { positions, indices } = meshes[label]!;
    const place = (cell + y) * 2; // Layers have one voxel more per row than cells.
    const edgesEnd = edgeStart[configuration + 1]!;
    for (let i = edgeStart[configuration]!; i < edgesEnd; i++) {
      const edge = edges[i]!;
      const entry = tableOf[edge]! + place + ((configuration >> LOWER_CORNER[edge]!) & 1);
      if (IS_OWN[edge] === 1) {
        const vertex = nextVertex[label]!++;
        positions[vertex * 3] = x0 + x + MIDPOINT[edge * 3]!;
        positions[vertex * 3 + 1] = y0 + y + MIDPOINT[edge * 3 + 1]!;
        positions[vertex * 3 + 2] = z0 + MIDPOINT[edge * 3 + 2]!;
        known[entry] = vertex;
      }
      cellVertices[edge] = known[entry]!;
    }
    const trianglesEnd = triangleStart[configuration + 1]!;
    let index = nextIndex[label]!;
    for (let i = triangleStart[configuration]!; i < trianglesEnd; i++)
      indices[index++] = cellVertices[triangles[i]!]!;
    nextIndex[label] = index;
  }
}
