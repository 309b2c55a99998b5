import type { Store } from '../../datasets/stores/index.ts';
import type { ProblemLog } from './verify-problems.ts';

const TYPE = 'neuroglancer_segment_properties';
const PROPERTY_TYPES = ['label', 'description', 'string', 'tags', 'number'];
const MAX_ID = 2n ** 64n;

/** Checks the one file of a segment-properties folder: its type, ids, and a value for each of them. */
export async function checkSegmentProperties(store: Store, folder: string, log: ProblemLog): Promise<void> {
  const subject = `${store.name}/${folder}/info`;
  const add = (text: string) => log.add('segment-properties', `${subject}: ${text}`);
  let json: unknown;
  try {
    const bytes = await store.get(`${folder}/info`);
    if (!bytes) return add('expected segment properties, got no such object');
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError)) return log.catch('segment-properties', error);
    return add(`expected JSON, got ${error.message}`);
  }
  const { '@type': type, inline } = fieldsOf(json);
  if (type !== TYPE) add(`@type: expected ${TYPE}, got ${JSON.stringify(type)}`);
  const { ids, properties } = fieldsOf(inline);
  if (!Array.isArray(ids)) return add('inline: ids: expected an array of ids');
  const wrong = ids.findIndex(
    (id) => typeof id !== 'string' || !/^\d{1,20}$/.test(id) || BigInt(id) >= MAX_ID,
  );
  if (wrong >= 0) add(`inline: ids[${wrong}]: expected a decimal string, got ${JSON.stringify(ids[wrong])}`);
  if (new Set(ids).size !== ids.length) add('inline: ids: expected each id once, got repeated ones');
  if (!Array.isArray(properties)) return add('inline: properties: expected an array');
  for (const [i, property] of properties.entries()) checkProperty(property, i, { count: ids.length, add });
}

function checkProperty(
  json: unknown,
  index: number,
  { count, add }: { count: number; add: (text: string) => void },
): void {
  const at = `inline: properties[${index}]`;
  const { id, type, values } = fieldsOf(json);
  if (typeof id !== 'string' || id === '') add(`${at}: id: expected a name, got ${JSON.stringify(id)}`);
  if (!PROPERTY_TYPES.includes(type as string))
    add(`${at}: type: expected one of ${PROPERTY_TYPES.join(', ')}, got ${JSON.stringify(type)}`);
  if (!Array.isArray(values) || values.length !== count)
    add(`${at}: values: expected ${count}, got ${Array.isArray(values) ? values.length : 'no array'}`);
}

const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
