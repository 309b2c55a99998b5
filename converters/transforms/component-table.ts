import { type Box, boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import {
  type Components,
  createGrowingUnionFind,
  type GrowingUnionFind,
} from '../../datasets/voxels/index.ts';

/** Parts of labels of all blocks so far, joined where they touch. */
export interface ComponentTable {
  /** Parts so far. */
  size(): number;
  /**
   * Adds a block's parts and joins them to those of the blocks before it, which come x fastest.
   * @param numbers of labels, the same in all blocks.
   */
  add(box: Box, numbers: Uint32Array, found: Components): void;
  /** @returns the new label of each part, 1, 2, … by first voxel; 0 where it has fewer voxels in all. */
  finish(minVoxels: number): { readonly labels: Uint32Array<ArrayBuffer>; readonly count: number };
}

/** @param block whole blocks' size. */
export function createComponentTable(bounds: Box, block: Xyz): ComponentTable {
  const [nx, ny] = boxSize(bounds);
  const parts = createParts();
  const faces: Faces = {
    x: new Uint32Array(block[1] * block[2]),
    y: new Uint32Array(nx * block[2]),
    z: new Uint32Array(nx * ny),
    width: nx,
  };
  return {
    size: parts.size,
    add(box, numbers, found) {
      const size = boxSize(box);
      const [sx, sy] = size;
      const [bx, by, bz] = bounds.begin;
      const at: Xyz = [box.begin[0] - bx, box.begin[1] - by, box.begin[2] - bz];
      const before = parts.size();
      parts.reserve(found.count);
      for (let part = 1; part <= found.count; part++) {
        const first = found.firsts[part]!;
        const [x, y, z] = [first % sx, Math.floor(first / sx) % sy, Math.floor(first / (sx * sy))];
        const place = at[0] + x + nx * (at[1] + y + ny * (at[2] + z));
        parts.add({ label: numbers[first]!, voxels: found.voxels[part]!, first: place });
      }
      const { components } = found;
      const partAt = (i: number) => (components[i] === 0 ? 0 : before + components[i]!);
      joinFaces(faces, { at, size, partAt }, parts.join);
    },
    finish: parts.finish,
  };
}

/** Parts on the far faces of blocks, from 1, 0 for background: a block across x, a row of blocks across y, a layer across z. */
interface Faces {
  readonly x: Uint32Array;
  readonly y: Uint32Array;
  readonly z: Uint32Array;
  /** Voxels of the volume along x. */
  readonly width: number;
}

interface FacedBlock {
  /** First voxel, from the volume's. */
  readonly at: Xyz;
  readonly size: Xyz;
  partAt(index: number): number;
}

/** Joins a block's near faces to what lies there, and leaves its far faces for the blocks after it. */
function joinFaces(
  faces: Faces,
  { at, size: [sx, sy, sz], partAt }: FacedBlock,
  join: (before: number, part: number) => void,
): void {
  /** Ends are the voxels of the two faces, from near to far. */
  const meet = (
    face: Uint32Array,
    place: number,
    [near, far]: readonly [number, number],
    axis: 0 | 1 | 2,
  ) => {
    if (at[axis] > 0) join(face[place]!, partAt(near));
    face[place] = partAt(far);
  };
  for (let z = 0; z < sz; z++) {
    for (let y = 0; y < sy; y++) {
      const row = sx * (y + sy * z);
      meet(faces.x, y + sy * z, [row, row + sx - 1], 0);
    }
    for (let x = 0; x < sx; x++) {
      const near = x + sx * sy * z;
      meet(faces.y, at[0] + x + faces.width * z, [near, near + sx * (sy - 1)], 1);
    }
  }
  for (let y = 0; y < sy; y++) {
    for (let x = 0; x < sx; x++) {
      const near = x + sx * y;
      meet(faces.z, at[0] + x + faces.width * (at[1] + y), [near, near + sx * sy * (sz - 1)], 2);
    }
  }
}

interface Part {
  /** Number of its label. */
  readonly label: number;
  readonly voxels: number;
  /** Place of its first voxel in the volume. */
  readonly first: number;
}

function createParts() {
  const sets: GrowingUnionFind = createGrowingUnionFind();
  let labels = new Uint32Array(1024);
  let [voxels, firsts] = [new Float64Array(1024), new Float64Array(1024)];
  let size = 0;
  return {
    size: () => size,
    reserve(more: number): void {
      sets.grow(size + more);
      if (size + more <= labels.length) return;
      const length = 2 * (size + more);
      const [l, v, f] = [new Uint32Array(length), new Float64Array(length), new Float64Array(length)];
      l.set(labels);
      v.set(voxels);
      f.set(firsts);
      [labels, voxels, firsts] = [l, v, f];
    },
    add(part: Part): void {
      labels[size] = part.label;
      voxels[size] = part.voxels;
      firsts[size++] = part.first;
    },
    /** Makes one of two parts of one label, numbered from 1. */
    join(a: number, b: number): void {
      if (a !== 0 && b !== 0 && labels[a - 1] === labels[b - 1]) sets.join(a - 1, b - 1);
    },
    finish: (minVoxels: number) => numberParts(size, { sets, voxels, firsts }, minVoxels),
  };
}

interface Found {
  readonly sets: GrowingUnionFind;
  readonly voxels: Float64Array;
  readonly firsts: Float64Array;
}

function numberParts(size: number, { sets, voxels, firsts }: Found, minVoxels: number) {
  // A root is the first of its set by number, but another may have the first voxel.
  for (let part = 0; part < size; part++) {
    const root = sets.find(part);
    if (root === part) continue;
    voxels[root]! += voxels[part]!;
    firsts[root] = Math.min(firsts[root]!, firsts[part]!);
  }
  const roots: number[] = [];
  for (let part = 0; part < size; part++)
    if (sets.find(part) === part && voxels[part]! >= minVoxels) roots.push(part);
  roots.sort((a, b) => firsts[a]! - firsts[b]!);
  const labels = new Uint32Array(size);
  for (const [i, root] of roots.entries()) labels[root] = i + 1;
  for (let part = 0; part < size; part++) labels[part] = labels[sets.find(part)]!;
  return { labels, count: roots.length };
}
