import { hashPoint } from '../hash.ts';
import { createRandom, unitOf } from '../random.ts';
import { type Ball, createClearance } from './clearance.ts';
import { finishNeurites, type NeuriteBuilder, type Neurites, type NodeDraft } from './neurites.ts';
import { FACE_NM, normalise, type WalkSpace, type WalkStyle, walk } from './walk.ts';

/** A calibre of neurites: thick ones are placed first, thin ones fill what is left. */
interface Calibre {
  /** Distance of the places that are tried. */
  readonly pitchNm: number;
  /** Share of these places, at random. */
  readonly share: number;
  readonly radiusNm: readonly [number, number];
  readonly leastRadiusNm: number;
  readonly swelling: number;
  /** Chance of a side branch at each node. */
  readonly branching: number;
}

const CALIBRES: readonly Calibre[] = [
  { pitchNm: 1150, share: 0.7, radiusNm: [240, 400], leastRadiusNm: 150, swelling: 0.25, branching: 0.16 },
  { pitchNm: 560, share: 0.5, radiusNm: [115, 210], leastRadiusNm: 66, swelling: 0.5, branching: 0.1 },
  { pitchNm: 260, share: 0.7, radiusNm: [66, 110], leastRadiusNm: 44, swelling: 0.9, branching: 0.05 },
  { pitchNm: 125, share: 1, radiusNm: [38, 62], leastRadiusNm: 33, swelling: 0.8, branching: 0.04 },
];

/** Shorter neurites than this, in nodes, are given up: their space goes to their neighbours. */
const LEAST_NODES = 6;
const MAX_STEPS = 400;
/** Side branches have branches, and no more. */
const MOST_ORDER = 2;
const BRANCH_STEPS = 26;
const THINNEST_NM = 34;

/**
 * Grows branching neurites into a volume, thick ones first, until nothing finds room. Each is a tree of centre lines
 * inside the volume that keeps a distance from all others.
 * @param extentNm of the volume, which begins at 0.
 */
export function growNeurites(extentNm: readonly [number, number, number], seed: number): Neurites {
  const builder: NeuriteBuilder = { nodes: [], neurites: 0, branches: 0 };
  const clearance = createClearance();
  CALIBRES.forEach((calibre, index) => {
    const random = createRandom(seed, 100 + index);
    const first = builder.nodes.length;
    const space = { extentNm, clearance, random };
    for (const place of placesOf(extentNm, calibre, seed + 1000 * (index + 1))) {
      growOne(space, calibre, place, builder);
    }
    growBranches(space, calibre, first, builder);
  });
  return finishNeurites(builder);
}

/** Places to try, on a jittered grid, in random order: no corner is filled first. */
function placesOf(extent: readonly [number, number, number], { pitchNm, share }: Calibre, seed: number) {
  const places: { x: number; y: number; z: number; order: number }[] = [];
  const counts = extent.map((length) => Math.max(1, Math.floor(length / pitchNm + 0.5)));
  for (let k = 0; k < counts[2]; k++) {
    for (let j = 0; j < counts[1]; j++) {
      for (let i = 0; i < counts[0]; i++) {
        if (unitOf(hashPoint(seed, i, j, k)) >= share) continue;
        const along = (n: number, axis: 0 | 1 | 2) =>
          ((n + unitOf(hashPoint(seed + 1 + axis, i, j, k))) * extent[axis]) / counts[axis];
        places.push({
          x: along(i, 0),
          y: along(j, 1),
          z: along(k, 2),
          order: hashPoint(seed + 4, i, j, k),
        });
      }
    }
  }
  return places.sort((a, b) => a.order - b.order || a.z - b.z || a.y - b.y || a.x - b.x);
}

type Place = Omit<Ball, 'r'>;

function growOne(space: WalkSpace, calibre: Calibre, place: Place, builder: NeuriteBuilder): void {
  const { random, clearance } = space;
  const radiusNm = random.between(calibre.radiusNm[0], calibre.radiusNm[1]);
  const seed = { ...place, r: radiusNm };
  if (!isInside(seed, space) || !clearance.isFree(seed)) return;
  const style: WalkStyle = { ...calibre, radiusNm, maxSteps: MAX_STEPS };
  const direction = normalise(...random.inBall());
  const ahead = walk(space, style, seed, { direction });
  const behind = walk(space, style, seed, { direction: [-direction[0], -direction[1], -direction[2]] });
  const path = [...behind.reverse(), seed, ...ahead];
  if (path.length < LEAST_NODES) return;
  builder.neurites++;
  commit({ builder, clearance }, path, -1);
}

interface Committed {
  readonly builder: NeuriteBuilder;
  readonly clearance: WalkSpace['clearance'];
}

/** Appends a path as a branch. @param parent node it leaves from, or -1. */
function commit({ builder, clearance }: Committed, path: readonly Ball[], parent: number): void {
  const { nodes } = builder;
  const neurite = parent < 0 ? builder.neurites : nodes[parent].neurite;
  const branch = builder.branches++;
  let arc = 0;
  let before = parent;
  for (const ball of path) {
    const from = before < 0 ? undefined : nodes[before];
    if (from) arc += lengthOf(from, ball);
    nodes.push({ ...ball, parent: before, neurite, branch, arc });
    before = nodes.length - 1;
    clearance.take(ball, neurite);
  }
}

/** Side branches of all nodes from `first` on, and theirs: the list of nodes grows while it is walked. */
function growBranches(space: WalkSpace, calibre: Calibre, first: number, builder: NeuriteBuilder): void {
  const depth = new Map<number, number>();
  for (let node = first; node < builder.nodes.length; node++) {
    const around = builder.nodes[node];
    const order = depth.get(around.branch) ?? 0;
    if (order >= MOST_ORDER || space.random.unit() >= calibre.branching) continue;
    const path = growBranch(space, calibre, around);
    if (!path) continue;
    depth.set(builder.branches, order + 1);
    commit({ builder, clearance: space.clearance }, path, node);
  }
}

/** A walk out of the surface of a node, thinner than it: inside it would be hidden. */
function growBranch(space: WalkSpace, calibre: Calibre, around: NodeDraft): Ball[] | undefined {
  const { random } = space;
  const radiusNm = Math.max(THINNEST_NM, random.between(0.35, 0.75) * around.r);
  const direction = normalise(...random.inBall());
  const start = {
    x: around.x + direction[0] * 0.8 * around.r,
    y: around.y + direction[1] * 0.8 * around.r,
    z: around.z + direction[2] * 0.8 * around.r,
    r: radiusNm,
  };
  const exempt = { neurite: around.neurite, around };
  if (!isInside(start, space) || !space.clearance.isFree(start, exempt)) return undefined;
  const style = {
    radiusNm,
    leastRadiusNm: THINNEST_NM,
    swelling: calibre.swelling,
    maxSteps: Math.floor(random.between(2, BRANCH_STEPS)),
  };
  const path = walk(space, style, start, { direction, exempt });
  return path.length < 2 ? undefined : [start, ...path];
}

const isInside = ({ x, y, z }: Place, { extentNm }: WalkSpace): boolean =>
  [x, y, z].every((v, i) => v >= FACE_NM && v <= extentNm[i as 0] - FACE_NM);

function lengthOf(a: Ball, b: Ball): number {
  const [x, y, z] = [a.x - b.x, a.y - b.y, a.z - b.z];
  return Math.sqrt(x * x + y * y + z * z);
}
