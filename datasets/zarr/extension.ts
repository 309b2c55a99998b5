import { UnsupportedError } from '../errors.ts';
import { jsonFields } from '../json/index.ts';

/** What is no object is an empty one. */
export const objectOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : {};

/** An extension point: an object with a name, or, in newer texts, the name alone. */
export function named(json: unknown, subject: string) {
  if (typeof json === 'string') return { name: json, configuration: {} as Readonly<Record<string, unknown>> };
  const name = jsonFields(json, subject).string('name');
  return { name, configuration: objectOf((json as Record<string, unknown>)['configuration']) };
}

export function unsupported(subject: string, values: readonly string[], got: unknown): UnsupportedError {
  const cure = 'Rewrite the array with one of these';
  return new UnsupportedError({
    subject,
    expected: values.join(' or '),
    got: JSON.stringify(got) ?? 'nothing',
    cure,
  });
}
