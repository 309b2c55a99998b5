import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import {
  exportMeshes,
  forecastMeshes,
  type MeshFile,
  type MeshForecast,
  type MeshFormat,
  type MeshPhase,
  type MeshSpec,
  writeMeshes,
} from '../surfaces/index.ts';
import { type Part, WHOLE } from '../tasks/index.ts';
import { chooseMip } from './choose-mip.ts';
import { findFarOffset, nameFolder } from './label-dataset.ts';
import { defaultMemoryBytes, threadsWithin } from './memory.ts';

export interface MeshJobOptions {
  /** Only these labels; default all but 0. */
  readonly labels?: ReadonlySet<bigint>;
  /** Default multires: levels of detail in Draco. legacy: one mesh a label, plain triangles. */
  readonly format?: MeshFormat;
  /** Many multi-resolution meshes in one file. Default true. */
  readonly sharded?: boolean;
  /** Labels of fewer voxels get no mesh. Default 0. */
  readonly dustVoxels?: number;
  /** How far a surface may be from that of the voxels, nanometres; 0: nothing is simplified. Default: a voxel's shortest side. */
  readonly maxErrorNm?: number;
  /** Default 16. */
  readonly quantizationBits?: 10 | 16;
  /** Which scale; default the finest whose surfaces are likely to fit into the memory. */
  readonly mip?: number;
  /** Edge of a block, voxels; it sets memory, about 16 bytes a voxel and thread, but no byte of the result. Default 256. */
  readonly blockVoxels?: number;
  /** Threads, where the dataset is a folder. Default one for each core, as far as memory goes. */
  readonly parallel?: number;
  /** Bytes that the work may take; default half of the machine's, or of its container's. */
  readonly memoryBytes?: number;
  readonly part?: Part;
  /** Take chunks that are not there for background. Default false: they are an error. */
  readonly fillMissing?: boolean;
  /** Write over other meshes. Default false. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, all: number, phase: MeshPhase) => void;
  readonly onMessage?: (text: string) => void;
}

/** What was written. */
export interface MeshSummary {
  /** In ascending order. */
  readonly labels: readonly bigint[];
  /** Of the finest level. */
  readonly triangles: number;
  /** Labels smaller than the dust limit. */
  readonly skipped: number;
  readonly mip: number;
  /** What other parts have not yet written; then nothing else is said. */
  readonly waitingFor?: MeshPhase;
}

export const DEFAULT_MESH_BLOCK = 256;

/** Of a block, that a thread holds. */
const BYTES_PER_VOXEL = 16;

/**
 * Writes a mesh for each label of a dataset, then names their folder in its `info`; other keys of the info are kept. See
 * `writeMeshes` for how it is stopped and gone on with.
 * @param target folder of the dataset, or its store.
 * @throws InvalidDataError for an image, for other meshes that are there, for missing chunks; TooLargeError where no scale is
 * small enough; MissingError for a label that is not there.
 */
export async function meshDataset(
  target: string | WritableStore,
  options: MeshJobOptions = {},
): Promise<MeshSummary> {
  const { signal, onProgress, onMessage } = options;
  const spec = await specOf(target, options);
  const farOffset = await findFarOffset(typeof target === 'string' ? createFileStore(target) : target);
  if (farOffset !== undefined) onMessage?.(farOffset);
  const outcome = await writeMeshes(target, spec, {
    parallel: threadsOf(spec, options),
    force: options.force ?? false,
    part: options.part,
    signal,
    onMessage,
    onProgress: (phase, done, all) => onProgress?.(done, all, phase),
    finish: (store) => nameFolder(store, 'mesh', 'mesh'),
  });
  if (outcome.state === 'waiting')
    return { labels: [], triangles: 0, skipped: 0, mip: spec.mip, waitingFor: outcome.for };
  const { triangles, skipped } = outcome.written;
  return { labels: outcome.written.labels.map(BigInt), triangles, skipped, mip: spec.mip };
}

async function specOf(target: string | WritableStore, options: MeshJobOptions): Promise<MeshSpec> {
  const { labels } = options;
  const { mip, voxelNm } = await chooseMip(target, options.mip, options.memoryBytes);
  return {
    mip,
    format: options.format ?? 'multires',
    sharded: options.sharded ?? true,
    labels: labels && [...labels].sort((a, b) => (a < b ? -1 : 1)).map(String),
    dustVoxels: options.dustVoxels ?? 0,
    maxErrorNm: options.maxErrorNm ?? voxelNm,
    quantizationBits: options.quantizationBits ?? 16,
    blockVoxels: options.blockVoxels ?? DEFAULT_MESH_BLOCK,
    fillMissing: options.fillMissing ?? false,
  };
}

/** What `meshDataset` would do. */
export interface MeshPlan extends MeshForecast {
  readonly mip: number;
  /** Threads, and what they hold of blocks at most, together; surfaces of labels come to it. */
  readonly threads: number;
  readonly peakBytes: number;
}

/** Says what the same call of `meshDataset` would do, as far as that is known before labels are read; writes nothing. @throws as it would. */
export async function planMeshes(folder: string, options: MeshJobOptions = {}): Promise<MeshPlan> {
  const spec = await specOf(folder, options);
  const { force = false, part = WHOLE } = options;
  const forecast = await forecastMeshes(createFileStore(folder), spec, { force, part });
  const threads = Math.min(threadsOf(spec, options), Math.max(1, forecast.blocks));
  return { ...forecast, mip: spec.mip, threads, peakBytes: threads * blockBytes(spec) };
}

const blockBytes = ({ blockVoxels }: MeshSpec): number => BYTES_PER_VOXEL * blockVoxels ** 3;

const threadsOf = (
  spec: MeshSpec,
  { parallel, memoryBytes = defaultMemoryBytes() }: MeshJobOptions,
): number => parallel ?? threadsWithin(memoryBytes, blockBytes(spec));

export interface ExportMeshOptions
  extends Pick<
    MeshJobOptions,
    'maxErrorNm' | 'memoryBytes' | 'mip' | 'blockVoxels' | 'fillMissing' | 'signal' | 'onProgress'
  > {
  readonly labels: ReadonlySet<bigint>;
  readonly file: MeshFile;
}

/**
 * Writes the surfaces of chosen labels as `<id>.obj`, `.ply` or `.stl`, nanometres; the dataset is only read.
 * @throws as `meshDataset`.
 */
export async function exportMeshFiles(
  target: string | WritableStore,
  output: WritableStore,
  options: ExportMeshOptions,
): Promise<{ readonly triangles: number; readonly mip: number }> {
  const store = typeof target === 'string' ? createFileStore(target) : target;
  const { file, signal, onProgress } = options;
  const spec = await specOf(target, options);
  const triangles = await exportMeshes(
    store,
    { ...spec, labels: spec.labels ?? [] },
    { format: file, output, signal, onProgress: (done, all) => onProgress?.(done, all, 'blocks') },
  );
  return { triangles, mip: spec.mip };
}
