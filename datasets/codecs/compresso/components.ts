import type { Xyz } from '../../geometry/index.ts';

/**
 * Numbers the connected components of non-boundary voxels from 1, in raster order of first appearance; 0 is boundary.
 * Method: two passes with union-find, the smaller number the root.
 * @param boundary x fastest, then y, z; 1 = boundary.
 * @param isSolid neighbours through z join as well (6-connected); else 4-connected in each slice.
 */
export function numberComponents(boundary: Uint8Array, [sx, sy, sz]: Xyz, isSolid: boolean): Uint32Array {
  const component = new Uint32Array(boundary.length);
  const parent = new Uint32Array(boundary.length + 1);
  let next = 1;
  let at = 0;
  for (let z = 0; z < sz; z++) {
    for (let y = 0; y < sy; y++) {
      for (let x = 0; x < sx; x++, at++) {
        if (boundary[at] !== 0) continue;
        let label = x > 0 ? component[at - 1] : 0;
        if (y > 0) label = join(parent, label, component[at - sx]);
        if (isSolid && z > 0) label = join(parent, label, component[at - sx * sy]);
        if (label === 0) {
          label = next++;
          parent[label] = label;
        }
        component[at] = label;
      }
    }
  }
  // A root is its component's smallest number, so numbers in order of roots are in order of appearance.
  let count = 0;
  for (let label = 1; label < next; label++) {
    parent[label] = parent[label] === label ? ++count : parent[parent[label]];
  }
  for (let i = 0; i < component.length; i++) component[i] = parent[component[i]];
  return component;
}

/** @returns the root of both; 0 stands for no neighbour. */
function join(parent: Uint32Array, a: number, b: number): number {
  if (a === 0 || b === 0) return a + b;
  const [left, right] = [rootOf(parent, a), rootOf(parent, b)];
  if (left < right) parent[right] = left;
  else parent[left] = right;
  return Math.min(left, right);
}

function rootOf(parent: Uint32Array, label: number): number {
  let root = label;
  while (parent[root] !== root) {
    parent[root] = parent[parent[root]];
    root = parent[root];
  }
  return root;
}
