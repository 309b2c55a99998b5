/** The objects of a volume and what was done to them, as it is stored. */
import { CorruptDataError, InvalidDataError } from '../../../datasets/errors.ts';
import type { ClickedObject, VolumePlace } from './protocol.ts';

/** What can be taken back. */
type Step =
  | { readonly added: number }
  /** Segments of objects before they were merged. */
  | { readonly merged: readonly (readonly [id: number, segment: string])[] };

export interface ObjectList {
  readonly place: VolumePlace;
  readonly objects: readonly ClickedObject[];
  /** The number of the next object. */
  readonly next: number;
  readonly history: readonly Step[];
}

export const emptyList = (place: VolumePlace): ObjectList => ({ place, objects: [], next: 1, history: [] });

/** By number of an object. */
export const segmentsOf = ({ objects }: ObjectList): ReadonlyMap<number, bigint> =>
  new Map(objects.map(({ id, segment }) => [id, segment]));

/** Never one that objects were merged into. */
export function nextId({ objects, next }: ObjectList): number {
  const taken = new Set(objects.map(({ segment }) => segment));
  let id = next;
  while (taken.has(BigInt(id))) id++;
  return id;
}

export function withObject(list: ObjectList, object: ClickedObject): ObjectList {
  return {
    ...list,
    objects: [...list.objects, object],
    next: Math.max(list.next, object.id + 1),
    history: [...list.history, { added: object.id }],
  };
}

/** @throws InvalidDataError for 0, which is background, and for objects that there are not. */
export function withMerge(list: ObjectList, ids: readonly number[], into: bigint): ObjectList {
  if (into <= 0n || into >= 2n ** 64n) {
    const cure = 'Take an id from 1 to 2^64 - 1';
    throw new InvalidDataError({ subject: 'merge', expected: 'a segment', got: `${into}`, cure });
  }
  const chosen = list.objects.filter(({ id }) => ids.includes(id));
  if (chosen.length === 0)
    throw new InvalidDataError({ subject: 'merge', expected: 'objects', got: ids.join(', ') || 'none' });
  // Whoever belongs to a segment that is merged comes along.
  const segments = new Set(chosen.map(({ segment }) => segment));
  const moved = list.objects.filter(({ segment }) => segments.has(segment) && segment !== into);
  const merged = moved.map(({ id, segment }) => [id, String(segment)] as const);
  return {
    ...list,
    objects: list.objects.map((object) => (moved.includes(object) ? { ...object, segment: into } : object)),
    history: merged.length > 0 ? [...list.history, { merged }] : list.history,
  };
}

/** Takes the last step back. @returns the object that is no more, where it was an addition. */
export function undone(list: ObjectList): { readonly list: ObjectList; readonly removed?: ClickedObject } {
  const last = list.history.at(-1);
  if (!last) return { list };
  const history = list.history.slice(0, -1);
  if ('added' in last) {
    const removed = list.objects.find(({ id }) => id === last.added);
    const objects = list.objects.filter((object) => object !== removed);
    return { list: { ...list, objects, history }, ...(removed && { removed }) };
  }
  const before = new Map(last.merged);
  const objects = list.objects.map((object) => {
    const segment = before.get(object.id);
    return segment === undefined ? object : { ...object, segment: BigInt(segment) };
  });
  return { list: { ...list, objects, history } };
}

const VERSION = 1;

export function encodeList(list: ObjectList): Uint8Array {
  const objects = list.objects.map((object) => ({ ...object, segment: String(object.segment) }));
  return new TextEncoder().encode(JSON.stringify({ version: VERSION, ...list, objects }));
}

/** @throws CorruptDataError for what this version did not write. */
export function decodeList(bytes: Uint8Array, subject: string): ObjectList {
  try {
    const { version, objects, ...rest } = JSON.parse(new TextDecoder().decode(bytes));
    if (version !== VERSION || !Array.isArray(objects)) throw new TypeError(`version ${version}`);
    return {
      ...(rest as Omit<ObjectList, 'objects'>),
      objects: objects.map((object) => ({ ...object, segment: BigInt(object.segment) })),
    };
  } catch (cause) {
    throw new CorruptDataError({
      subject,
      expected: `objects as version ${VERSION} writes them`,
      got: String(cause),
      cause,
    });
  }
}
