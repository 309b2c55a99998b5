/** Connected components of equal labels, by union-find over the voxels themselves. */
import { InvalidDataError } from '../errors.ts';
import { volumeOf, type Xyz } from '../geometry/index.ts';

/** Voxels that touch by a face, by an edge, too, or by a corner, too: 6, 18 or 26 neighbours. */
export type Connectivity = 1 | 2 | 3;

export interface Components {
  /** 1, 2, … by the first voxel of each component, x fastest; 0 stays 0. */
  readonly components: Uint32Array;
  /** How many there are. */
  readonly count: number;
}

/**
 * Splits labels into their connected parts: voxels are in one component where a path of equal labels joins them.
 * @param labels x fastest; 0 is background.
 * @param size voxels per axis (x, y, z). Holds eight bytes a voxel.
 * @throws InvalidDataError where the labels do not have `size`.
 */
export function connectedComponents(
  labels: ArrayLike<number>,
  size: Xyz,
  connectivity: Connectivity = 1,
): Components {
  if (labels.length !== volumeOf(size)) {
    throw new InvalidDataError({
      subject: 'connected components',
      expected: `${size.join(' x ')} = ${volumeOf(size)} labels`,
      got: `${labels.length}`,
    });
  }
  const parents = joinEqual(labels, size, earlierNeighbours(size, connectivity));
  const components = new Uint32Array(labels.length);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue;
    // A root is the first voxel of its component: its number is there before any other voxel asks for it.
    const root = rootOf(parents, i);
    components[i] = root === i ? ++count : components[root];
  }
  return { components, count };
}

interface Neighbour {
  readonly dx: number;
  readonly dy: number;
  readonly dz: number;
  readonly offset: number;
}

/** Those that come before a voxel: each pair of neighbours is looked at once. */
function earlierNeighbours([nx, ny]: Xyz, connectivity: Connectivity): Neighbour[] {
  const neighbours: Neighbour[] = [];
  for (const dz of [-1, 0, 1]) {
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        const distance = Math.abs(dx) + Math.abs(dy) + Math.abs(dz);
        const isEarlier = dz < 0 || (dz === 0 && (dy < 0 || (dy === 0 && dx < 0)));
        if (isEarlier && distance <= connectivity)
          neighbours.push({ dx, dy, dz, offset: (dz * ny + dy) * nx + dx });
      }
    }
  }
  return neighbours;
}

/** @returns a forest in which every tree is a component and every root its first voxel. */
function joinEqual(
  labels: ArrayLike<number>,
  [nx, ny, nz]: Xyz,
  neighbours: readonly Neighbour[],
): Uint32Array {
  const parents = new Uint32Array(labels.length);
  let i = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        parents[i] = i;
        const label = labels[i];
        if (label === 0) continue;
        for (const { dx, dy, dz, offset } of neighbours) {
          if (x + dx < 0 || x + dx >= nx || y + dy < 0 || y + dy >= ny || z + dz < 0) continue;
          if (labels[i + offset] === label) join(parents, i, i + offset);
        }
      }
    }
  }
  return parents;
}

function join(parents: Uint32Array, a: number, b: number): void {
  const [rootA, rootB] = [rootOf(parents, a), rootOf(parents, b)];
  if (rootA < rootB) parents[rootB] = rootA;
  else parents[rootA] = rootB;
}

/** Shortens the path on the way. */
function rootOf(parents: Uint32Array, index: number): number {
  let at = index;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]];
    at = parents[at];
  }
  return at;
}
