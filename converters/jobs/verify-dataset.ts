import { gunzip, looksGzipped } from '../../datasets/codecs/index.ts';
import { MissingError } from '../../datasets/errors.ts';
import { decodeJson } from '../../datasets/json/index.ts';
import type { PrecomputedInfo } from '../../datasets/precomputed/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { createFileSorter } from './verify-files.ts';
import { checkInfo } from './verify-info.ts';
import { createLabelSet } from './verify-labels.ts';
import { verifyMeshes } from './verify-meshes.ts';
import { createProblemLog, type Problem, type ProblemLog } from './verify-problems.ts';
import { type FolderResults, folderType, verifyRoot } from './verify-root.ts';
import { chunksOf, type ScaleResult, verifyScale } from './verify-scale.ts';
import { checkSegmentProperties } from './verify-segment-properties.ts';
import { verifySkeletons } from './verify-skeletons.ts';
import { CONVERT_PLAN, createWorkFinder } from './verify-work.ts';

export interface VerifyOptions {
  /** Missing chunks are no problem: the volume is sparse. */
  readonly allowMissing?: boolean;
  /** Look at so many chunks of each scale, meshes and skeletons only; default all. */
  readonly sample?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (
    done: number,
    total: number | undefined,
    unit: 'chunks' | 'meshes' | 'skeletons',
  ) => void;
}

/** What a dataset is like, object by object. */
export interface VerifyReport extends FolderResults {
  readonly name: string;
  readonly scales: readonly ScaleResult[];
  /** The first thousand. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** Objects that nothing refers to, the first hundred; empty where the store cannot list. */
  readonly strays: readonly string[];
  readonly strayCount: number;
  /** What this run could not look at, and why: no fault of the data. */
  readonly notes: readonly string[];
}

const UNKNOWN_LABELS =
  'labels are not all known (unread chunks, too many of them, or an image): meshes are not compared with them';

const MAX_STRAYS = 100;
const MAX_INFO_BYTES = 2 ** 24;

/**
 * Reads everything of a precomputed dataset, or of a folder of meshes, skeletons or properties alone: each chunk of each scale, each mesh, and every field of its info. Memory
 * is bounded by eight chunks, one mesh, and the labels of the volume where meshes are to be compared with them.
 * @throws MissingError where there is no info; TransientError, AbortedError of the store.
 */
export async function verifyDataset(store: Store, options: VerifyOptions = {}): Promise<VerifyReport> {
  const log = createProblemLog();
  const strays = createStrayList();
  const notes: string[] = [];
  const json = await readInfo(store, log, options.signal);
  const type = folderType(json);
  const info = json === undefined || type ? undefined : checkInfo(json, `${store.name}/info`, log);
  const scales: ScaleResult[] = [];
  let folders: FolderResults = {};
  if (info) {
    const labels = await verifyScales(scales, { store, info, log, options });
    folders = await verifyFolders({ store, info, log, options, labels, addStray: strays.add });
    if (!labels && (info.mesh ?? info.skeletons) !== undefined) notes.push(UNKNOWN_LABELS);
    if (options.sample !== undefined)
      notes.push(
        `a sample: at most ${options.sample} chunks a scale, meshes and skeletons; no stray objects`,
      );
    else if (store.list) await findStrays(store, info, { log, add: strays.add });
    else notes.push('the store cannot list: stray objects are not looked for');
  }
  if (type) {
    const { signal, sample: most = Number.POSITIVE_INFINITY, onProgress } = options;
    const unit = type === 'neuroglancer_skeletons' ? 'skeletons' : 'meshes';
    const onObject = (done: number) => onProgress?.(done, undefined, unit);
    folders = await verifyRoot(type, { store, log, addStray: strays.add, most, signal, onObject });
  }
  return {
    ...{ name: store.name, scales, problems: log.kept, problemCount: log.count },
    ...{ strays: strays.kept, strayCount: strays.count(), notes },
    ...folders,
  };
}

interface FoldersJob extends ScalesJob {
  readonly labels: ReadonlySet<bigint> | undefined;
  readonly addStray: (key: string) => void;
}

async function verifyFolders(job: FoldersJob): Promise<FolderResults> {
  const { store, info, log, options, labels, addStray } = job;
  const { signal, sample: most = Number.POSITIVE_INFINITY } = options;
  const work = (folder: string, unit: 'meshes' | 'skeletons') => ({
    ...{ store, folder, log, labels, addStray, most, signal },
    onObject: (done: number) => options.onProgress?.(done, undefined, unit),
  });
  const { mesh, skeletons, segmentProperties } = info;
  return {
    ...(mesh !== undefined && { meshes: await verifyMeshes(work(mesh, 'meshes')) }),
    ...(skeletons !== undefined && { skeletons: await verifySkeletons(work(skeletons, 'skeletons')) }),
    ...(segmentProperties !== undefined && {
      segmentProperties: await checkSegmentProperties(store, segmentProperties, log),
    }),
  };
}

async function readInfo(store: Store, log: ProblemLog, signal: AbortSignal | undefined): Promise<unknown> {
  const subject = `${store.name}/info`;
  const bytes = await store.get('info', { signal });
  if (!bytes) {
    const isUnfinished = (await store.get(CONVERT_PLAN, { signal }).catch(() => undefined)) !== undefined;
    if (isUnfinished) throw unfinished(subject);
    const cure = 'Check the address: it must be the folder that holds the file "info"';
    throw new MissingError({ subject, expected: 'a precomputed dataset', got: 'no such object', cure });
  }
  try {
    const plain = looksGzipped(bytes) ? await gunzip(bytes, MAX_INFO_BYTES, subject) : bytes;
    return decodeJson(plain, subject);
  } catch (error) {
    log.catch('info', error);
    return undefined;
  }
}

const unfinished = (subject: string) =>
  new MissingError({
    subject,
    expected: 'a precomputed dataset',
    got: 'a conversion that was not finished',
    cure: 'Give the same command again: it goes on from there',
  });

interface ScalesJob {
  readonly store: Store;
  readonly info: PrecomputedInfo;
  readonly log: ProblemLog;
  readonly options: VerifyOptions;
}

/** @returns the labels of the finest scale, where meshes need them and they are not too many. */
async function verifyScales(results: ScaleResult[], { store, info, log, options }: ScalesJob) {
  const wanted = info.type === 'segmentation' && (info.mesh ?? info.skeletons) !== undefined;
  const labels = createLabelSet();
  const most = options.sample ?? Number.POSITIVE_INFINITY;
  const total = info.scales.reduce((sum, scale) => sum + Math.min(most, chunksOf(scale)), 0);
  let done = 0;
  for (const [i, scale] of info.scales.entries()) {
    const result = await verifyScale(scale, {
      ...{ store, info, log, allowMissing: options.allowMissing ?? false, most, signal: options.signal },
      onChunk: () => options.onProgress?.(++done, total, 'chunks'),
      ...(wanted && i === 0 && { onSamples: labels.add }),
    });
    results.push(result);
  }
  // A label may stand in a chunk that was not read: then nothing can be said of its mesh.
  const { bad, missing, chunks } = results[0]!;
  const allRead =
    bad === 0 && chunks >= chunksOf(info.scales[0]!) && (missing === 0 || options.allowMissing === true);
  return wanted && allRead ? labels.labels() : undefined;
}

function createStrayList() {
  const kept: string[] = [];
  let count = 0;
  const add = (key: string) => {
    count++;
    if (kept.length < MAX_STRAYS) kept.push(key);
  };
  return { add, kept, count: () => count };
}

/** Of folders only the mesh folder is looked into, by `verifyMeshes`. */
async function findStrays(
  store: Store,
  info: PrecomputedInfo,
  { log, add }: { readonly log: ProblemLog; readonly add: (key: string) => void },
): Promise<void> {
  const sort = createFileSorter(info);
  const work = createWorkFinder(store);
  const packed = new Set<string>();
  const isKnown = (key: string) => sort(key).kind !== 'stray';
  for await (const key of store.list!('')) {
    if (isKnown(key) || work.take(key)) continue;
    if (key.endsWith('.gz') && isKnown(key.slice(0, -3))) packed.add(key);
    else add(key);
  }
  work.tell(log);
  if (packed.size === 0) return;
  // cloud-volume puts `.gz` behind the names of local files, and so they are read; but not where the plain name is there too.
  for await (const key of store.list!('')) if (packed.has(`${key}.gz`)) add(`${key}.gz`);
}
