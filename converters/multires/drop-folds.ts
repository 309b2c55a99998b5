import { trianglesAround } from './around.ts';

/**
 * Without pairs of triangles that lie upon each other, back to back: what simplification leaves of a thread that it has pressed
 * flat. They enclose nothing, and a closed surface is closed without them.
 * @param count vertices.
 */
export function dropFolds(indices: Uint32Array, count: number): Uint32Array {
  const { begins, triangles } = trianglesAround(indices, count);
  const dropped = new Uint8Array(indices.length / 3);
  let drops = 0;
  for (let t = 0; t < dropped.length; t++) {
    if (dropped[t]) continue;
    const first = indices[3 * t];
    for (let i = begins[first]; i < begins[first + 1]; i++) {
      const other = triangles[i];
      if (other <= t || dropped[other] || !areBackToBack(indices, 3 * t, 3 * other)) continue;
      dropped[t] = dropped[other] = 1;
      drops += 2;
      break;
    }
  }
  return drops === 0 ? indices : indices.filter((_, i) => !dropped[(i / 3) | 0]);
}

/** The same corners the other way round. */
function areBackToBack(indices: Uint32Array, a: number, b: number): boolean {
  for (let turn = 0; turn < 3; turn++) {
    const isSame =
      indices[a] === indices[b + turn] &&
      indices[a + 1] === indices[b + ((turn + 2) % 3)] &&
      indices[a + 2] === indices[b + ((turn + 1) % 3)];
    if (isSame) return true;
  }
  return false;
}
