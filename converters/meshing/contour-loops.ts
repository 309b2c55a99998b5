import { CUBE_FACES, edgeBetween } from './cube.ts';

/**
 * The closed curves in which the surface of a configuration meets the faces of its cube, as edges of the cube,
 * counter-clockwise seen from the background.
 *
 * On each face every run of neighbouring foreground corners is cut off by one segment, from the edge before the
 * run to the edge after it. This depends on the four corners of the face alone, so the two cells that share a
 * face agree, and, as each sees it from its own side, walk the segment in opposite directions: the surface closes
 * and is oriented. Two foreground corners across a diagonal are two runs: they stay separate.
 *
 * Each edge with one foreground end is before a run on one of its faces and after one on the other, so the
 * segments join into loops that share no edge.
 */
export function contourLoops(configuration: number): number[][] {
  const next = new Map<number, number>();
  for (const face of CUBE_FACES) {
    for (const [from, to] of faceSegments(face, configuration)) next.set(from, to);
  }
  const loops: number[][] = [];
  for (const start of [...next.keys()].sort((a, b) => a - b)) {
    const loop: number[] = [];
    for (let edge = start; next.has(edge); ) {
      loop.push(edge);
      const following = next.get(edge)!;
      next.delete(edge);
      edge = following;
    }
    if (loop.length > 0) loops.push(loop);
  }
  return loops;
}

/** @param face corners, counter-clockwise from outside. @returns pairs of edges, in the direction of the contour. */
function faceSegments(face: readonly number[], configuration: number): [number, number][] {
  const corner = (i: number) => face[i & 3]!;
  const isForeground = (i: number) => ((configuration >> corner(i)) & 1) === 1;
  const segments: [number, number][] = [];
  for (let first = 0; first < 4; first++) {
    if (!isForeground(first) || isForeground(first + 3)) continue;
    let last = first;
    while (isForeground(last + 1)) last++;
    const before = edgeBetween(corner(first + 3), corner(first));
    segments.push([before, edgeBetween(corner(last), corner(last + 1))]);
  }
  return segments;
}
