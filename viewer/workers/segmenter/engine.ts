/** What the worker does: one volume's objects, one model, one object growing at a time. Runs wherever it is given a store. */
import { InvalidDataError, UsageError } from '../../../datasets/errors.ts';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { MeshGeometry } from '../../state/index.ts';
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
import type {
  Click,
  ClickedObject,
  DeviceName,
  ExportFormat,
  GrowResult,
  ModelInfo,
  OpenedVolume,
  SegmenterCalls,
  SegmenterEvent,
  VolumePlace,
} from './protocol.ts';
import { segmentChunk } from './segment-chunk.ts';

export interface EngineOptions {
  /** Where a volume's objects are kept, and why they are not across reloads where they are not. */
  openStore(key: string): Promise<KeptStore>;
  loadModel: ModelLoader;
  tell(event: SegmenterEvent): void;
}

export const createEngine = (options: EngineOptions): SegmenterCalls => new Engine(options);

class Engine implements SegmenterCalls {
  private readonly options: EngineOptions;
  private volume: OpenVolume | undefined;
  private model: LoadedModel | undefined;
  private growing: Growing | undefined;

  constructor(options: EngineOptions) {
    this.options = options;
  }

  async open(key: string, place: VolumePlace | undefined): Promise<OpenedVolume> {
    this.opening ??= this.options.openStore(key).then((kept) => openVolume(kept, place));
    this.volume = await this.opening.catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    const { list, notKept } = this.volume;
    return { place: list.place, objects: list.objects, notKept };
  }

  /** Two may ask at once: a layer and the tool. */
  private opening: Promise<OpenVolume> | undefined;

  async loadModel(name: string, bytes: Uint8Array, device: DeviceName): Promise<ModelInfo> {
    this.assertIdle();
    const before = this.model;
    this.model = undefined;
    await before?.network.dispose();
    this.model = await this.options.loadModel(name, bytes, device);
    return this.model.info;
  }

  async grow(click: Click): Promise<GrowResult> {
    const { model } = this;
    const { tell } = this.options;
    const open = this.assertIdle();
    if (!model) {
      const cure = 'Choose a model first';
      throw new UsageError({ subject: 'segmenter', expected: 'a model', got: 'none', cure });
    }
    const { labels, list } = open;
    const id = nextId(list);
    const check = () => assertFree(open, click);
    this.growing = growObject({ click, id, model, labels, tell, bounds: list.place.bounds, check });
    try {
      return await finish(open, id, await this.growing.ended, this.update);
    } finally {
      this.growing = undefined;
    }
  }

  stop(): Promise<void> {
    return this.end(true);
  }

  cancel(): Promise<void> {
    return this.end(false);
  }

  async undo(): Promise<void> {
    const open = this.assertIdle();
    const { list, removed } = undone(open.list);
    const chunks = removed ? await open.labels.erase(removed.id, removed.bounds) : [];
    await change(open, { list, chunks }, this.update);
  }

  async merge(ids: readonly number[], into: bigint): Promise<void> {
    const open = this.assertIdle();
    await change(open, { list: withMerge(open.list, ids, into), chunks: [] }, this.update);
  }

  async chunk(index: Xyz): Promise<VoxelBlock> {
    const { labels, list } = this.assertOpen();
    return segmentChunk(await labels.chunk(index), segmentsOf(list));
  }

  async mesh(segment: bigint): Promise<MeshGeometry> {
    return meshOfSegment(segment, this.assertOpen(), this.growing?.shown);
  }

  async exportFile(format: ExportFormat): Promise<Uint8Array> {
    const { exportObjects } = await import('./export-objects.ts');
    return exportObjects(format, this.assertOpen());
  }

  private assertOpen(): OpenVolume {
    if (this.volume) return this.volume;
    throw new UsageError({ subject: 'segmenter', expected: 'an open volume', got: 'none' });
  }

  private assertIdle(): OpenVolume {
    if (!this.growing) return this.assertOpen();
    const cure = 'Stop it, or wait';
    throw new UsageError({ subject: 'segmenter', expected: 'no object that grows', got: 'one', cure });
  }

  /** @param keep what there is of it. */
  private async end(keep: boolean): Promise<void> {
    const { growing } = this;
    growing?.end(keep);
    await growing?.ended.catch(() => undefined);
  }

  /** Stores what is new, and says so. */
  private readonly update: Update = async (open, list, segments, chunks) => {
    const { tell } = this.options;
    open.list = list;
    await open.labels.save();
    await open.store.put(LIST_KEY, encodeList(list));
    tell({ kind: 'objects', objects: list.objects });
    tell({ kind: 'changed', keys: [...chunks.map(chunkKey), ...segments.map(meshKey)] });
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
