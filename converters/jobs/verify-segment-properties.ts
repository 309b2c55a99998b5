import { isFloodlightError } from '../../datasets/errors.ts';
import { decodeJson } from '../../datasets/json/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { unpacked } from './verify-objects.ts';
import type { ProblemLog } from './verify-problems.ts';

const TYPE = 'neuroglancer_segment_properties';
const TEXT_TYPES = ['label', 'description', 'string'];
const PROPERTY_TYPES = [...TEXT_TYPES, 'tags', 'number'];
const NUMBER_TYPES = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32'];
/** Neuroglancer knows one of each of these in a file. */
const SINGLE = ['label', 'description', 'tags'];
const MAX_ID = 2n ** 64n;
const MAX_TAGS = 65_536;
/** The one file is read as a whole by every reader. */
const MAX_BYTES = 2 ** 30;

type Add = (text: string) => void;

/** Checks the one file of a segment-properties folder. Source: formats.md 3.5. @returns the number of segments. */
export async function checkSegmentProperties(store: Store, folder: string, log: ProblemLog): Promise<number> {
  const subject = `${store.name}/${folder}/info`;
  const add: Add = (text) => log.add('segment-properties', `${subject}: ${text}`);
  let json: unknown;
  try {
    const bytes = await store.get(`${folder}/info`);
    if (!bytes) {
      add('expected segment properties, got no such object');
      return 0;
    }
    json = decodeJson(await unpacked(bytes, MAX_BYTES, subject), subject);
  } catch (error) {
    if (!isFloodlightError(error)) throw error;
    log.catch('segment-properties', error);
    return 0;
  }
  const { '@type': type, inline } = fieldsOf(json);
  if (type !== TYPE) add(`@type: expected ${TYPE}, got ${JSON.stringify(type)}`);
  const { ids, properties } = fieldsOf(inline);
  if (!Array.isArray(ids)) {
    add('inline: ids: expected an array of ids');
    return 0;
  }
  checkIds(ids, add);
  if (!Array.isArray(properties)) add('inline: properties: expected an array');
  else {
    checkTogether(properties, add);
    for (const [i, property] of properties.entries()) {
      checkProperty(fieldsOf(property), ids.length, (text) => add(`inline: properties[${i}]: ${text}`));
    }
  }
  return ids.length;
}

function checkIds(ids: readonly unknown[], add: Add): void {
  const isId = (id: unknown): id is string =>
    typeof id === 'string' && /^(0|[1-9]\d{0,19})$/.test(id) && BigInt(id) < MAX_ID;
  const wrong = ids.findIndex((id) => !isId(id));
  if (wrong >= 0) add(`inline: ids[${wrong}]: expected a decimal string, got ${show(ids[wrong])}`);
  if (new Set(ids).size !== ids.length) add('inline: ids: expected each id once, got repeated ones');
  if (wrong >= 0) return;
  const numbers = (ids as string[]).map(BigInt);
  const unsorted = numbers.findIndex((id, i) => i > 0 && id < numbers[i - 1]!);
  if (unsorted < 0) return;
  const pair = `${ids[unsorted - 1]} before ${ids[unsorted]}`;
  add(`inline: ids[${unsorted}]: expected ascending numbers, got ${pair}: Neuroglancer misses ids`);
}

function checkTogether(properties: readonly unknown[], add: Add): void {
  const names = properties.map((property) => fieldsOf(property)['id']);
  if (new Set(names).size !== names.length)
    add('inline: properties: expected ids of their own, got repeated ones');
  for (const type of SINGLE) {
    const count = properties.filter((property) => fieldsOf(property)['type'] === type).length;
    if (count > 1) add(`inline: properties: expected at most one of type ${type}, got ${count}`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

function checkProperty(property: Fields, count: number, add: Add): void {
  const { id, type, values, description } = property;
  if (typeof id !== 'string' || id === '') add(`id: expected a name, got ${show(id)}`);
  if (description !== undefined && typeof description !== 'string')
    add(`description: expected a text, got ${show(description)}`);
  if (!PROPERTY_TYPES.includes(type as string))
    add(`type: expected one of ${PROPERTY_TYPES.join(', ')}, got ${show(type)}`);
  if (!Array.isArray(values) || values.length !== count)
    return add(`values: expected ${count}, got ${Array.isArray(values) ? values.length : 'no array'}`);
  if (TEXT_TYPES.includes(type as string)) each(values, 'a text', add, (v) => typeof v === 'string');
  if (type === 'number') checkNumbers(property, values, add);
  if (type === 'tags') checkTags(property, values, add);
}

function checkNumbers({ data_type: dataType }: Fields, values: readonly unknown[], add: Add): void {
  if (!NUMBER_TYPES.includes(dataType as string))
    return add(`data_type: expected one of ${NUMBER_TYPES.join(', ')}, got ${show(dataType)}`);
  if (dataType === 'float32') return each(values, 'a number', add, (v) => typeof v === 'number');
  const [, sign, bits] = /^(u?)int(\d+)$/.exec(String(dataType)) ?? [];
  if (bits === undefined) return;
  const most = 2 ** (Number(bits) - (sign ? 0 : 1)) - 1;
  const least = sign ? 0 : -most - 1;
  each(
    values,
    `an integer in [${least},${most}]`,
    add,
    (v) => Number.isInteger(v) && (v as number) >= least && (v as number) <= most,
  );
}

function checkTags(property: Fields, values: readonly unknown[], add: Add): void {
  const { tags, tag_descriptions: texts } = property;
  if (!Array.isArray(tags)) return add(`tags: expected an array, got ${show(tags)}`);
  if (tags.length > MAX_TAGS) add(`tags: expected at most ${MAX_TAGS}, got ${tags.length}`);
  const odd = tags.findIndex((tag) => typeof tag !== 'string' || /^#|\s|^$/.test(tag));
  if (odd >= 0) add(`tags[${odd}]: expected a text without spaces and leading #, got ${show(tags[odd])}`);
  if (texts !== undefined && (!Array.isArray(texts) || texts.length !== tags.length))
    add(
      `tag_descriptions: expected ${tags.length}, got ${Array.isArray(texts) ? texts.length : show(texts)}`,
    );
  const isList = (list: unknown) =>
    Array.isArray(list) &&
    list.every(
      (n: unknown, i) =>
        Number.isInteger(n) &&
        (n as number) >= 0 &&
        (n as number) < tags.length &&
        (i === 0 || list[i - 1] < (n as number)),
    );
  each(values, `ascending numbers below ${tags.length}`, add, isList);
}

/** Tells of the first value that is not right. */
function each(
  values: readonly unknown[],
  expected: string,
  ...[add, isRight]: [Add, (value: unknown) => boolean]
): void {
  const wrong = values.findIndex((value) => !isRight(value));
  if (wrong >= 0) add(`values[${wrong}]: expected ${expected}, got ${show(values[wrong])}`);
}

const MAX_SHOWN = 60;
const show = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, MAX_SHOWN);

const fieldsOf = (json: unknown): Fields =>
  typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
