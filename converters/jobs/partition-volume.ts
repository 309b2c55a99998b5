import { InvalidDataError } from '../../datasets/errors.ts';
import {
  type Box,
  boxOf,
  boxSize,
  intersectBoxes,
  mapXyz,
  volumeOf,
  type Xyz,
} from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { EXCLUDED } from '../../ffn/training/index.ts';
import {
  bytesPerThread,
  type ClassFile,
  createClassFile,
  createThreads,
  type PartitionBlock,
  type PartitionJob,
  type PartitionSpec,
  planBlocks,
  validBox,
  withSurroundings,
} from '../partitioning/index.ts';
import { runTasks } from '../tasks/index.ts';
import type { Thread } from '../threads/index.ts';
import { dropLabels, findDust } from '../transforms/index.ts';
import { defaultMemoryBytes, threadsWithin } from './memory.ts';

export interface PartitionOptions extends PartitionSpec {
  /** Labels of fewer voxels get no class. */
  readonly minVoxels: number;
  /** 1 where masked, x fastest, for a box in voxels from the volume's first one. */
  readonly readMask?: (box: Box) => Promise<Uint8Array>;
  /** Of the input, in voxels from its first one: what of it is labelled. Default: all of it. */
  readonly boundingBoxes?: readonly Box[];
  readonly overwrite?: boolean;
  readonly parallel?: number;
  readonly memoryBytes?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (unit: 'labels' | 'blocks', done: number, all: number) => void;
}

export interface PartitionSummary {
  /** Voxels of each class within `box`; classes that do not occur are left out. */
  readonly counts: Readonly<Record<number, number>>;
  /** What was computed: the rest of the file is 255. In voxels from the volume's first one. */
  readonly box: Box;
  /** Labels that were too small. */
  readonly dust: number;
}

/**
 * Writes how much of the surroundings of each voxel is its own object, as classes. Source: spec/ffn.md 5.1.
 * The output has the volume's size: 0 for background, 1 to n + 1 for classes, 255 for what is excluded or too close to the border.
 * Blocks are read here and classified by threads; the file is the same for any number of them. Memory: a block with its
 * surroundings a thread, and 20 bytes a label.
 * @param output see `createClassFile`.
 * @throws InvalidDataError where no voxel has a class above 0; those of `createClassFile`, `planBlocks` and the volume.
 */
export async function partitionVolume(
  volume: Volume,
  output: string,
  options: PartitionOptions,
): Promise<PartitionSummary> {
  const { radius, signal, onProgress, minVoxels } = options;
  const size = boxSize(volume.bounds);
  const blocks = planBlocks(size, radius);
  const file = await createClassFile(output, size, options.overwrite ?? false);
  try {
    const dust = await findDust(volume, minVoxels, {
      signal,
      onProgress: (done, all) => onProgress?.('labels', done, all),
    });
    const counts = await writeBlocks(dropLabels(volume, dust), { file, blocks }, options);
    assertClasses(counts, minVoxels, dust.length);
    await file.finish(attributesOf(size, counts, options));
    const found = [...counts].flatMap((count, value) => (count > 0 ? [[value, count] as const] : []));
    return { counts: Object.fromEntries(found), box: validBox(size, radius), dust: dust.length };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** Background and what is excluded alone are nothing to train on. */
function assertClasses(counts: Float64Array, minVoxels: number, dust: number): void {
  if (counts.some((count, value) => count > 0 && value > 0 && value < EXCLUDED)) return;
  throw new InvalidDataError({
    subject: 'partitions',
    expected: 'voxels of objects',
    got: dust > 0 ? `none: ${dust} labels are smaller than --min-size ${minVoxels}` : 'none',
    cure: 'Lower --min-size, or look at --id-whitelist, --mask-configs and --lom-radius',
  });
}

interface Target {
  readonly file: ClassFile;
  readonly blocks: readonly PartitionBlock[];
}

/** @returns voxels of each class in what was computed. */
async function writeBlocks(
  volume: Volume,
  { file, blocks }: Target,
  options: PartitionOptions,
): Promise<Float64Array> {
  const { radius, thresholds, whitelist, spheres, memoryBytes = defaultMemoryBytes() } = options;
  const { signal, onProgress, parallel = threadsWithin(memoryBytes, bytesPerThread(radius)) } = options;
  const counts = new Float64Array(256);
  const threads = createThreads(Math.min(parallel, blocks.length), {
    radius,
    thresholds,
    whitelist,
    spheres,
  });
  const work = threads.map(
    (thread): Thread<PartitionBlock> => ({
      stop: thread.stop,
      close: thread.close,
      async run(block) {
        const classes = await classify(volume, block, { thread, options });
        const whole = padded(block, classes, counts);
        await file.write(block.box, whole);
      },
    }),
  );
  let done = 0;
  try {
    const onDone = () => onProgress?.('blocks', ++done, blocks.length);
    await runTasks(work, blocks, { signal, onDone, subject: 'partitions' });
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
  return counts;
}

interface Classifier {
  readonly thread: Thread<PartitionJob>;
  readonly options: PartitionOptions;
}

/** Classes of what a block computes, x fastest; empty where it computes nothing. */
async function classify(
  volume: Volume,
  { computed }: PartitionBlock,
  { thread, options: { radius, readMask, signal } }: Classifier,
): Promise<Uint8Array> {
  if (!computed) return new Uint8Array(0);
  const around = withSurroundings(computed, radius);
  const { begin } = volume.bounds;
  const shifted = boxOf(
    mapXyz((n, i) => n + begin[i], around.begin),
    boxSize(around),
  );
  const block = await volume.read(shifted, { signal });
  const mask = await readMask?.(around);
  const out = new SharedArrayBuffer(volumeOf(boxSize(computed)));
  const transfer = [block.data.buffer as ArrayBuffer, ...(mask ? [mask.buffer as ArrayBuffer] : [])];
  await thread.run({ block, origin: around.begin, mask, out }, transfer);
  return new Uint8Array(out);
}

/** A block's classes with the border that has none; counts them. */
function padded({ box, computed }: PartitionBlock, classes: Uint8Array, counts: Float64Array): Uint8Array {
  const [nx, ny] = boxSize(box);
  const whole = new Uint8Array(volumeOf(boxSize(box))).fill(EXCLUDED);
  if (!computed) return whole;
  const [width, height, depth] = boxSize(computed);
  const offset = mapXyz((n, i) => n - box.begin[i], computed.begin);
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const row = classes.subarray((z * height + y) * width, (z * height + y + 1) * width);
      whole.set(row, ((offset[2] + z) * ny + offset[1] + y) * nx + offset[0]);
    }
  }
  for (const value of classes) counts[value]! += 1;
  return whole;
}

/** What the original puts beside its dataset: boxes as (start, size) in x, y, z; values over their counts. */
function attributesOf(size: Xyz, counts: Float64Array, { radius, boundingBoxes }: PartitionOptions) {
  const boxes = (boundingBoxes ?? [boxOf([0, 0, 0], size)]).flatMap(({ begin, end }) => {
    const inner = {
      begin: mapXyz((n, i) => n + radius[i], begin),
      end: mapXyz((n, i) => n - radius[i], end),
    };
    return intersectBoxes(inner, inner) ? [inner] : [];
  });
  const values = [...counts.keys()].filter((value) => counts[value]! > 0);
  const flat = boxes.flatMap((box) => [...box.begin, ...boxSize(box)]);
  return {
    // HDF5 has no attributes of no numbers.
    ...(boxes.length > 0 && { bounding_boxes: { shape: [boxes.length, 2, 3], values: flat } }),
    partition_counts: { shape: [2, values.length], values: [...values, ...values.map((v) => counts[v]!)] },
  };
}
