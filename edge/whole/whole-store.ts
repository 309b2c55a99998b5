import { gunzip, looksGzipped } from '../../datasets/codecs/index.ts';
import { CorruptDataError } from '../../datasets/errors.ts';
import { decodeMultiresManifest, lodBytes } from '../../datasets/precomputed/meshes/index.ts';
import {
  ChangedError,
  type ObjectHead,
  type ObjectStore,
  type OpenedObject,
  type OpenOptions,
} from '../object-store.ts';
import { extentOf, resolveSpec } from '../range.ts';
import { annotationKey } from './annotations.ts';
import { chunkKey, type InfoFile, type Layout } from './layout.ts';
import type { Layouts } from './layouts.ts';
import { createReadAhead, type ReadAhead } from './read-ahead.ts';
import type { Extent, ShardAccess } from './shard-access.ts';

/** What a key of the whole-chunk view stands for. */
type Target =
  | { readonly kind: 'stored' }
  | { readonly kind: 'info'; readonly file: InfoFile }
  | ExtentTarget
  | { readonly kind: 'missing' };

interface ExtentTarget {
  readonly kind: 'extent';
  readonly extent: Extent;
  readonly isGzipped: boolean;
  /** Its neighbours are likely to be asked for next. */
  readonly isChunk?: boolean;
}

/** Where bytes come from. */
interface Source {
  readonly store: ObjectStore;
  readonly ahead: ReadAhead;
}

const MAX_MANIFEST_BYTES = 2 ** 24;

/**
 * A store in which no dataset is sharded: chunks, meshes and skeletons that lie in shards are objects of their own, under
 * the names of the unsharded format, and no `info` has a `sharding`. Everything else is as it lies there.
 * @param layouts what is known of the folders; shared by requests.
 */
export function createWholeStore(store: ObjectStore, layouts: Layouts): ObjectStore {
  const source = { store, ahead: createReadAhead(store) };
  return {
    async head(key) {
      const target = await resolve(key, layouts);
      if (target.kind === 'stored') return store.head(key);
      if (target.kind === 'missing') return undefined;
      return target.kind === 'info' ? target.file.head : headOf(target);
    },
    async open(key, options = {}) {
      const target = await resolve(key, layouts);
      if (target.kind !== 'extent') return openTarget(source, { key, target }, options);
      try {
        return await openTarget(source, { key, target }, options);
      } catch (error) {
        if (!(error instanceof ChangedError) || options.etag !== undefined) throw error;
        // The shard was replaced since its index was read.
        target.extent.forget();
        return openTarget(source, { key, target: await resolve(key, layouts) }, options);
      }
    },
  };
}

async function openTarget(
  source: Source,
  { key, target }: { readonly key: string; readonly target: Target },
  options: OpenOptions,
): Promise<OpenedObject | undefined> {
  switch (target.kind) {
    case 'stored':
      return source.store.open(key, options);
    case 'missing':
      return undefined;
    case 'info':
      return openBytes(target.file, options);
    case 'extent':
      return openExtent(source, target, options);
  }
}

async function resolve(key: string, layouts: Layouts): Promise<Target> {
  const at = key.lastIndexOf('/');
  const [folder, name] = [key.slice(0, Math.max(0, at)), key.slice(at + 1)];
  if (name === 'info') return infoTarget(await layouts.of(folder));
  if (/^-?\d+-\d+_-?\d+-\d+_-?\d+-\d+$|^-?\d+--?\d+_/.test(name)) return chunkTarget(folder, name, layouts);
  const id = /^(0|[1-9]\d{0,19})(\.index)?$/.exec(name);
  const layout = id && (await layouts.of(folder));
  if (layout) return objectTarget({ id: BigInt(id[1]!), isIndex: id[2] !== undefined }, layout, layouts);
  return /^\d+(_\d+)*$/.test(name) ? annotationTarget(folder, name, layouts) : { kind: 'stored' };
}

const infoTarget = (layout: Layout | undefined): Target =>
  layout === undefined || layout.kind === 'plain' ? { kind: 'stored' } : { kind: 'info', file: layout.info };

/** The volume is the folder above the scale. */
async function chunkTarget(folder: string, name: string, layouts: Layouts): Promise<Target> {
  const above = await layoutAbove(folder, layouts);
  const scale = above?.layout.kind === 'volume' ? above.layout.scales.get(above.rest) : undefined;
  if (scale === undefined || scale === 'plain') return { kind: 'stored' };
  const chunk = chunkKey(scale.grid, name);
  const extent = chunk === undefined ? undefined : await scale.shards.locate(chunk);
  const found = extentTarget(extent, scale.shards);
  return found.kind === 'extent' ? { ...found, isChunk: true } : found;
}

/** The nearest folder above that has an `info`, and the way from there: keys of scales may have slashes themselves. */
async function layoutAbove(
  folder: string,
  layouts: Layouts,
): Promise<{ readonly layout: Layout; readonly rest: string } | undefined> {
  for (let at = folder.lastIndexOf('/'); at > 0; at = folder.lastIndexOf('/', at - 1)) {
    const layout = await layouts.of(folder.slice(0, at));
    if (layout) return { layout, rest: folder.slice(at + 1) };
  }
  return undefined;
}

async function annotationTarget(folder: string, name: string, layouts: Layouts): Promise<Target> {
  const above = await layoutAbove(folder, layouts);
  const index = above?.layout.kind === 'annotations' ? above.layout.indices.get(above.rest) : undefined;
  if (index === undefined) return { kind: 'stored' };
  const key = annotationKey(index, name);
  return extentTarget(key === undefined ? undefined : await index.shards.locate(key), index.shards);
}

interface NamedObject {
  readonly id: bigint;
  readonly isIndex: boolean;
}

/** A mesh is two objects, its manifest and the fragments, which in a shard lie right before it. */
async function objectTarget({ id, isIndex }: NamedObject, layout: Layout, layouts: Layouts): Promise<Target> {
  if (layout.kind !== 'meshes' && layout.kind !== 'skeletons') return { kind: 'stored' };
  if (id >= 2n ** 64n) return { kind: 'missing' };
  const { shards } = layout;
  const extent = await shards.locate(id);
  if (layout.kind === 'skeletons') return isIndex ? { kind: 'stored' } : extentTarget(extent, shards);
  if (isIndex || extent === undefined) return extentTarget(extent, shards);
  const bytes = await layouts.fragmentBytes(`${extent.object} ${extent.head.etag} ${id}`, () =>
    manifestBytes(shards, id),
  );
  const begin = extent.begin - bytes;
  if (begin < 0) {
    const subject = `${extent.object}: mesh ${id}`;
    throw new CorruptDataError({ subject, expected: `${bytes} bytes of fragments`, got: `${extent.begin}` });
  }
  return { kind: 'extent', extent: { ...extent, begin, end: extent.begin }, isGzipped: false };
}

const extentTarget = (extent: Extent | undefined, { spec }: ShardAccess): Target =>
  extent === undefined
    ? { kind: 'missing' }
    : { kind: 'extent', extent, isGzipped: spec.dataEncoding === 'gzip' };

/** What all fragments of a mesh have together, by its manifest. */
async function manifestBytes(shards: ShardAccess, id: bigint): Promise<number> {
  const subject = `manifest of ${id}`;
  const bytes = (await shards.read(id, MAX_MANIFEST_BYTES)) ?? new Uint8Array(0);
  const plain = looksGzipped(bytes) ? await gunzip(bytes, MAX_MANIFEST_BYTES, subject) : bytes;
  return decodeMultiresManifest(plain, subject).lods.reduce((sum, lod) => sum + lodBytes(lod), 0);
}

function headOf({ extent, isGzipped }: ExtentTarget): ObjectHead {
  const { head, begin, end } = extent;
  return {
    sizeBytes: end - begin,
    etag: head.etag.replace(/"$/, `-${begin.toString(36)}-${end.toString(36)}"`),
    modifiedMs: head.modifiedMs,
    contentEncoding: isGzipped ? 'gzip' : undefined,
  };
}

/** The range that is asked of the object, moved to where the object lies. */
async function openExtent(
  { store, ahead }: Source,
  target: ExtentTarget,
  { range: spec, etag }: OpenOptions,
): Promise<OpenedObject | undefined> {
  const { extent } = target;
  const head = headOf(target);
  if (etag !== undefined && etag !== head.etag) throw new ChangedError(extent.object, etag);
  const range = resolveSpec(spec, head.sizeBytes);
  const { begin, end } = extentOf(range, head.sizeBytes);
  if (range.kind === 'unsatisfiable' || begin === end)
    return { head, range, body: async () => new Uint8Array(0), discard: async () => undefined };
  const bytes = target.isChunk && (await ahead.read(extent));
  if (bytes)
    return { head, range, body: async () => bytes.subarray(begin, end), discard: async () => undefined };
  const inShard = { first: extent.begin + begin, last: extent.begin + end - 1 };
  const opened = await store.open(extent.object, { range: inShard, etag: extent.head.etag });
  return opened && { head, range, body: () => opened.body(), discard: () => opened.discard() };
}

function openBytes({ bytes, head }: InfoFile, { range: spec }: OpenOptions): OpenedObject {
  const range = resolveSpec(spec, bytes.length);
  const { begin, end } = extentOf(range, bytes.length);
  return { head, range, body: async () => bytes.subarray(begin, end), discard: async () => undefined };
}
