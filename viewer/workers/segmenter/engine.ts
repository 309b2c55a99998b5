/** What the worker does: one volume's objects, one model, one object growing at a time. Runs wherever it is given a store. */
import { InvalidDataError, UsageError } from '../../../datasets/errors.ts';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import { type Growing, growObject } from './grow-object.ts';
import type { LoadedModel, ModelLoader } from './load-model.ts';
import { meshOfSegment } from './mesh-segment.ts';
import {
  encodeList,
  nextId,
  type ObjectList,
  segmentsOf,
  undone,
  withMerge,
  withObject,
} from './object-list.ts';
import { type KeptStore, LIST_KEY, type OpenVolume, openVolume } from './open-volume.ts';
import type { Click, ClickedObject, GrowResult, SegmenterCalls, SegmenterEvent } from './protocol.ts';
import { segmentChunk } from './segment-chunk.ts';

export interface EngineOptions {
  /** Where a volume's objects are kept, and why they are not across reloads where they are not. */
  openStore(key: string): Promise<KeptStore>;
  loadModel: ModelLoader;
  tell(event: SegmenterEvent): void;
}

export function createEngine({ openStore, loadModel, tell }: EngineOptions): SegmenterCalls {
  let volume: OpenVolume | undefined;
  let model: LoadedModel | undefined;
  let growing: Growing | undefined;
  const opened = (): OpenVolume => {
    if (volume) return volume;
    throw new UsageError({ subject: 'segmenter', expected: 'an open volume', got: 'none' });
  };
  const idle = (): OpenVolume => {
    if (!growing) return opened();
    const cure = 'Stop it, or wait';
    throw new UsageError({ subject: 'segmenter', expected: 'no object that grows', got: 'one', cure });
  };
  const update = async (
    open: OpenVolume,
    list: ObjectList,
    segments: readonly bigint[],
    chunks: readonly Xyz[],
  ) => {
    open.list = list;
    await open.labels.save();
    await open.store.put(LIST_KEY, encodeList(list));
    tell({ kind: 'objects', objects: list.objects });
    tell({ kind: 'changed', keys: [...chunks.map(chunkKey), ...segments.map(meshKey)] });
  };
  const stop = async (keep: boolean): Promise<void> => {
    const current = growing;
    current?.end(keep);
    await current?.ended.catch(() => undefined);
  };
  return {
    async open(key, place) {
      volume ??= await openVolume(await openStore(key), place);
      const { list, notKept } = volume;
      return { place: list.place, objects: list.objects, notKept };
    },
    async loadModel(name, bytes, device) {
      idle();
      const before = model;
      model = undefined;
      await before?.network.dispose();
      model = await loadModel(name, bytes, device);
      return model.info;
    },
    async grow(click) {
      const open = idle();
      if (!model)
        throw new UsageError({
          subject: 'segmenter',
          expected: 'a model',
          got: 'none',
          cure: 'Choose a model first',
        });
      const id = nextId(open.list);
      const check = () => assertFree(open, click);
      growing = growObject({
        click,
        id,
        model,
        labels: open.labels,
        tell,
        bounds: open.list.place.bounds,
        check,
      });
      try {
        return await finish(open, id, await growing.ended, update);
      } finally {
        growing = undefined;
      }
    },
    stop: () => stop(true),
    cancel: () => stop(false),
    async undo() {
      const open = idle();
      const { list, removed } = undone(open.list);
      const chunks = removed ? await open.labels.erase(removed.id, removed.bounds) : [];
      await change(open, { list, chunks }, update);
    },
    async merge(ids, into) {
      const open = idle();
      await change(open, { list: withMerge(open.list, ids, into), chunks: [] }, update);
    },
    chunk: async (index) => segmentChunk(await opened().labels.chunk(index), segmentsOf(opened().list)),
    mesh: (segment) => meshOfSegment(segment, opened(), growing?.shown),
    async exportFile(format) {
      const { exportObjects } = await import('./export-objects.ts');
      return exportObjects(format, opened());
    },
  };
}

type Update = (
  open: OpenVolume,
  list: ObjectList,
  segments: readonly bigint[],
  chunks: readonly Xyz[],
) => Promise<void>;

const chunkKey = (index: Xyz): string => `0/${index.join(',')}`;
const meshKey = (segment: bigint): string => `mesh/${segment}`;

/** @throws InvalidDataError where an object has the voxel already. */
async function assertFree({ labels, list }: OpenVolume, { seed }: Click): Promise<void> {
  const [x, y, z] = seed;
  const [label] = (await labels.read({ begin: seed, end: [x + 1, y + 1, z + 1] })).data;
  if (!label) return;
  const segment = list.objects.find(({ id }) => id === label)?.segment ?? label;
  throw new InvalidDataError({
    subject: `click at ${seed.join(', ')}`,
    expected: 'a voxel of no object',
    got: `one of object ${segment}`,
    cure: 'Undo that object, or click beside it',
  });
}

/** An object that came to something is kept; of another nothing is left. */
async function finish(
  open: OpenVolume,
  id: number,
  { object, chunks, why, steps }: Awaited<Growing['ended']>,
  update: Update,
): Promise<GrowResult> {
  const segment = BigInt(id);
  if (object) {
    await update(open, withObject(open.list, object), [segment], chunks);
    return { object };
  }
  await update(open, open.list, [segment], chunks);
  return { object: undefined, why: why ?? 'empty', steps };
}

/** Chunks of objects whose segment is another are shown anew, too. */
async function change(
  open: OpenVolume,
  { list, chunks }: { readonly list: ObjectList; readonly chunks: readonly Xyz[] },
  update: Update,
): Promise<void> {
  const before = new Map(open.list.objects.map((object) => [object.id, object]));
  const after = new Map(list.objects.map((object) => [object.id, object]));
  const others: ClickedObject[] = [];
  for (const [id, object] of before) if (after.get(id)?.segment !== object.segment) others.push(object);
  const segments = others.flatMap(({ id, segment }) => [segment, after.get(id)?.segment ?? segment]);
  const theirs = others.flatMap(({ bounds }) => open.labels.indices(bounds));
  await update(open, list, [...new Set(segments)], [...chunks, ...theirs]);
}
