import { type JsonFields, wrong } from '../json/index.ts';

/**
 * The field `transform` of meshes and skeletons: row-major 3x4, stored coordinates to nanometres.
 * @returns undefined where it is absent. @throws InvalidDataError unless it is twelve finite numbers.
 */
export function parseTransform(fields: JsonFields, json: unknown): readonly number[] | undefined {
  if (!fields.has('transform')) return undefined;
  const { transform } = json as { transform: unknown };
  if (Array.isArray(transform) && transform.length === 12 && transform.every(Number.isFinite))
    return transform;
  throw wrong(fields.path('transform'), 'twelve finite numbers', transform);
}

/** Stored coordinates to nanometres, in place. @param positions x, y, z of each vertex. @param m rows of a 3 x 4 matrix. */
export function transformPositions(positions: Float64Array, m: readonly number[]): Float64Array {
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i]!, positions[i + 1]!, positions[i + 2]!];
    for (let row = 0; row < 3; row++) {
      positions[i + row] = m[4 * row]! * x + m[4 * row + 1]! * y + m[4 * row + 2]! * z + m[4 * row + 3]!;
    }
  }
  return positions;
}
