import { type Box, boxOf, intersectBoxes, mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { LayerScale } from './layer.ts';
import { alongPlane, dot, type PlaneBasis } from './plane.ts';
import { type PanelPoint, type Project, planePolygon, widened } from './plane-polygon.ts';
import { gridOf } from './scale.ts';

/** A cross-section: where its centre is, how it is turned and how far it sees. */
export interface Cut {
  readonly basis: PlaneBasis;
  readonly centerNm: Xyz;
  readonly nmPerPixel: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** A chunk that a cross-section meets. */
export interface VisibleChunk {
  readonly index: Xyz;
  /** Voxels of its scale, clipped to the volume. */
  readonly box: Box;
  /** Its part of the plane, with a little around it: convex, at most 10 corners in order; none where it is but a neighbour. */
  readonly polygon: readonly PanelPoint[];
  /** Of its middle from the panel's, in pixels. */
  readonly distance: number;
  /** How the panel's pixels lie in it. */
  readonly sampling: Sampling;
}

/**
 * The voxel at a pixel is `whole + part + (x - px[0]) * across + (y - px[1]) * along`, from the chunk's begin. All chunks of a
 * scale have the same but for whole numbers, so that every pixel is of exactly one of them.
 */
export interface Sampling {
  /** The middle of a pixel, from the panel's top left corner. */
  readonly px: PanelPoint;
  readonly whole: Xyz;
  /** In [0, 1). */
  readonly part: Xyz;
  /** Voxels per pixel, to the right and down. */
  readonly across: Xyz;
  readonly along: Xyz;
}

/** The voxel of a scale that a point lies in. */
export const voxelAt = ({ voxelSizeNm }: LayerScale, pointNm: Xyz): Xyz =>
  mapXyz((v, i) => Math.floor(v / voxelSizeNm[i]), pointNm);

/** The box of a chunk, clipped to the volume. */
export function chunkBox({ bounds, chunkSize }: LayerScale, index: Xyz): Box {
  const begin = mapXyz((i, axis) => bounds.begin[axis] + i * chunkSize[axis], index);
  return intersectBoxes(boxOf(begin, chunkSize), bounds) ?? boxOf(begin, [0, 0, 0]);
}

/**
 * @param withNeighbours also those that come within half a voxel of it: what it shows is mixed with them.
 * @returns the chunks of a scale that the cross-section meets, nearest to its centre first.
 */
export function visibleChunks(scale: LayerScale, cut: Cut, withNeighbours = false): VisibleChunk[] {
  const plane = placeIn(scale, cut);
  const reach = withNeighbours ? plane.reach : 0;
  const found: VisibleChunk[] = [];
  const descend = (first: Xyz, last: Xyz): void => {
    const box = { begin: chunkBox(scale, first).begin, end: chunkBox(scale, last).end };
    if (!meets(grown(box, reach), plane, cut)) return;
    const sizes = mapXyz((v, i) => v - first[i], last);
    const longest = sizes.indexOf(Math.max(...sizes)) as 0 | 1 | 2;
    if (sizes[longest] > 0) {
      const middle = first[longest] + Math.floor(sizes[longest] / 2);
      descend(
        first,
        mapXyz((v, i) => (i === longest ? middle : v), last),
      );
      descend(
        mapXyz((v, i) => (i === longest ? middle + 1 : v), first),
        last,
      );
      return;
    }
    const polygon = planePolygon(box.begin, box.end, plane.project);
    if (polygon.length === 0 && !withNeighbours) return;
    const distance = Math.hypot(...middleOf(polygon.length > 0 ? polygon : [middleIn(box, plane)]));
    const sampling = samplingOf(box, plane, cut);
    found.push({ index: first, box, polygon: widened(polygon, MARGIN_PX), distance, sampling });
  };
  const grid = gridOf(scale);
  if (Math.min(...grid) > 0)
    descend(
      [0, 0, 0],
      mapXyz((n) => n - 1, grid),
    );
  return found.sort((a, b) => a.distance - b.distance);
}

/** A cut in the voxels of a scale. */
interface Place {
  readonly center: Xyz;
  readonly across: Xyz;
  readonly along: Xyz;
  /** Added where a pixel is sampled. */
  readonly nudge: Xyz;
  /** Voxels this near are mixed. */
  readonly reach: number;
  readonly project: Project;
}

/** Polygons are drawn this much wider: which voxel a pixel shows is computed, not decided by how edges are rasterised. */
const MARGIN_PX = 1;

/** Neuroglancer's: an oblique plane through voxel corners takes the voxel behind them, whatever the rounding. */
const NUDGE = 1e-3;

function placeIn({ voxelSizeNm }: LayerScale, { basis, centerNm, nmPerPixel }: Cut): Place {
  const { right, down, through } = basis;
  const perPixel = (direction: Xyz) => mapXyz((v, i) => (v * nmPerPixel) / voxelSizeNm[i], direction);
  // A plane across an axis shows a whole layer of voxels: their middles, so that no rounding can choose another.
  const center = mapXyz((nm, i) => {
    const voxel = nm / voxelSizeNm[i];
    return right[i] === 0 && down[i] === 0 ? Math.floor(voxel) + 0.5 : voxel;
  }, centerNm);
  const isOblique = [right, down].some((direction) => direction.filter((v) => v !== 0).length > 1);
  const centerOfLayer = mapXyz((v, i) => v * voxelSizeNm[i], center);
  const from = (point: Xyz) => mapXyz((v, i) => v * voxelSizeNm[i] - centerOfLayer[i], point);
  return {
    center,
    across: perPixel(right),
    along: perPixel(down),
    nudge: mapXyz((v) => (isOblique ? NUDGE * Math.abs(v) : 0), through),
    // A plane through the middles of voxels ends where the next layer begins to count.
    reach: isOblique ? 0.5 + NUDGE : 0.5 - NUDGE,
    project: (point) => {
      const offset = from(point);
      return [dot(offset, right) / nmPerPixel, dot(offset, down) / nmPerPixel, dot(offset, through)];
    },
  };
}

const grown = ({ begin, end }: Box, by: number): Box => ({
  begin: mapXyz((v) => v - by, begin),
  end: mapXyz((v) => v + by, end),
});

/** Where the middle of a box that the plane misses lies in the panel. */
function middleIn({ begin, end }: Box, { project }: Place): PanelPoint {
  const [x, y] = project(mapXyz((v, i) => (v + end[i]) / 2, begin));
  return [x, y];
}

/** Whether a box may be seen: on both sides of the plane, and not beside the panel. */
function meets({ begin, end }: Box, { project }: Place, { width, height }: Cut): boolean {
  const corners = Array.from({ length: 8 }, (_, bits) =>
    project(mapXyz((v, i) => ((bits >> i) & 1 ? end[i] : v), begin)),
  );
  const spans = (axis: 0 | 1 | 2, half: number) => {
    const values = corners.map((corner) => corner[axis]);
    return Math.min(...values) < half && Math.max(...values) > -half;
  };
  const crosses = corners.some(([, , d]) => d < 0) && corners.some(([, , d]) => d >= 0);
  return crosses && spans(0, width / 2) && spans(1, height / 2);
}

function samplingOf(
  { begin }: Box,
  { center, across, along, nudge }: Place,
  { width, height }: Cut,
): Sampling {
  const px: PanelPoint = [Math.floor(width / 2) + 0.5, Math.floor(height / 2) + 0.5];
  const [dx, dy] = [px[0] - width / 2, px[1] - height / 2];
  const at = mapXyz((v, i) => v + dx * across[i] + dy * along[i] + nudge[i], center);
  const whole = mapXyz((v, i) => Math.floor(v) - begin[i], at);
  return { px, whole, part: mapXyz((v) => v - Math.floor(v), at), across, along };
}

function middleOf(polygon: readonly PanelPoint[]): PanelPoint {
  const mean = (i: 0 | 1) => polygon.reduce((sum, point) => sum + point[i], 0) / polygon.length;
  return [mean(0), mean(1)];
}

/** The point at a pixel of a cross-section. @param at pixels from its centre. */
export const pointAt = ({ centerNm, basis, nmPerPixel }: Cut, [x, y]: PanelPoint): Xyz =>
  alongPlane(centerNm, basis, x * nmPerPixel, y * nmPerPixel);
