import { decodeJson, wrong } from '../../json/index.ts';

const TYPE = 'neuroglancer_segment_properties';
const ID = /^(0|[1-9]\d{0,19})$/;
const MAX_ID = 2n ** 64n - 1n;

/**
 * The names in the `info` of a folder of segment properties: its property of type `label`. Source: formats.md 3.5.
 * @param subject what messages call it.
 * @returns names by id; ids with an empty name are left out, and all are where the file has no such property.
 * @throws InvalidDataError where it is no such file, or has ids that are none or another number of names than ids.
 */
export function decodeSegmentNames(bytes: Uint8Array, subject: string): ReadonlyMap<bigint, string> {
  const { '@type': type, inline } = fieldsOf(decodeJson(bytes, subject));
  if (type !== TYPE) throw wrong(`${subject}: @type`, TYPE, type);
  const fields = fieldsOf(inline);
  const ids = arrayOf(fields['ids'], `${subject}: ids`);
  const properties = arrayOf(fields['properties'], `${subject}: properties`).map(fieldsOf);
  const label = properties.find((property) => property['type'] === 'label');
  const names = new Map<bigint, string>();
  if (!label) return names;
  const values = arrayOf(label['values'], `${subject}: names`);
  if (values.length !== ids.length) throw wrong(`${subject}: names`, `${ids.length} of them`, values.length);
  values.forEach((value, i) => {
    const id = ids[i];
    if (typeof value !== 'string') throw wrong(`${subject}: names[${i}]`, 'a string', value);
    if (typeof id !== 'string' || !ID.test(id) || BigInt(id) > MAX_ID)
      throw wrong(`${subject}: ids[${i}]`, 'a decimal string of at most 64 bits', id);
    if (value !== '') names.set(BigInt(id), value);
  });
  return names;
}

const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};

function arrayOf(value: unknown, subject: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(subject, 'an array', value);
  return value;
}
