/** The objects of one volume, from where they are kept. */
import { InvalidDataError } from '../../../datasets/errors.ts';
import type { WritableStore } from '../../../datasets/stores/index.ts';
import { createLabelChunks, type LabelChunks } from './label-chunks.ts';
import { decodeList, emptyList, type ObjectList } from './object-list.ts';
import type { VolumePlace } from './protocol.ts';

export interface KeptStore {
  readonly store: WritableStore;
  /** Why what it holds is gone with the page; undefined where it is not. */
  readonly notKept: string | undefined;
}

export interface OpenVolume extends KeptStore {
  readonly labels: LabelChunks;
  list: ObjectList;
}

export const LIST_KEY = 'objects.json';

/** @throws InvalidDataError where nothing is kept, and nobody says of which volume it would be. */
export async function openVolume(
  { store, notKept }: KeptStore,
  place: VolumePlace | undefined,
): Promise<OpenVolume> {
  const bytes = await store.get(LIST_KEY);
  const known = bytes && decodeList(bytes, `${store.name}/${LIST_KEY}`);
  const list = known ?? (place && emptyList(place));
  if (!list) {
    throw new InvalidDataError({
      subject: store.name,
      expected: 'objects that were grown in this browser',
      got: 'none',
      cure: 'They stay in the browser that made them: ask for an export, or take the layer out',
    });
  }
  return { store, notKept, list, labels: createLabelChunks(store, list.place.bounds) };
}
