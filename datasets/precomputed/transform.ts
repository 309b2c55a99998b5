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
