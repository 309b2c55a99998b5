import { join } from 'node:path';
import { UsageError } from '../../datasets/errors.ts';
import type { PrecomputedInfo } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import {
  downsampleDataset,
  type Estimate,
  formatEstimate,
  meshDataset,
  skeletonizeDataset,
  VIEW_FILE,
  type ViewedDataset,
  writeProperties,
  writeViewFile,
} from '../jobs/index.ts';
import { IMAGE_FLAGS, LABEL_FLAGS } from './convert-flags.ts';
import type { VerbContext } from './verb.ts';

/** Flags of `convert --all`; the others go to the conversion that they mean something to. */
export interface AllFlags {
  readonly type: string;
  readonly image?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly encoding?: string;
  readonly imageEncoding?: string;
  readonly jpegQuality?: string;
}

/** One dataset, written or estimated. */
export type Converted = { readonly info: PrecomputedInfo } | { readonly estimate: Estimate };

export type Paths = readonly [input: string, output: string];

/** Converts one input with these flags. */
export type ConvertOne<Flags> = (paths: Paths, flags: Flags, context: VerbContext) => Promise<Converted>;

interface Part<Flags> {
  readonly name: 'image' | 'segmentation';
  readonly paths: Paths;
  readonly flags: Flags;
}

/**
 * Labels, and an image where one is given, with everything that a viewer needs: `OUT/image` and `OUT/segmentation`, or OUT
 * itself where there is no image. Each step goes on where an earlier run of it was stopped, so the whole does.
 * @throws UsageError for flags of images without an image.
 */
export async function convertAll<Flags extends AllFlags>(
  [input, output]: Paths,
  flags: Flags,
  context: VerbContext,
  convertOne: ConvertOne<Flags>,
): Promise<void> {
  const parts = partsOf(input, output, flags);
  if (flags.dryRun) return tellPlan(output, parts, context, convertOne);
  const { reporter } = context;
  const datasets = new Map<string, ViewedDataset>();
  for (const { name, paths, flags: own } of parts) {
    const done = await convertOne(paths, own, context);
    if (!('info' in done)) continue;
    datasets.set(name, { folder: paths[1], info: done.info });
    const scales = await addScales(paths[1], context);
    const size = done.info.scales[0].size.join(' x ');
    reporter.message(
      `${name}: ${size} voxels, ${scales} ${scales === 1 ? 'scale' : 'scales'} in ${paths[1]}`,
    );
  }
  const segmentation = datasets.get('segmentation')!;
  const { largest, ...made } = await makeObjects(segmentation.folder, flags.force ?? false, context);
  const title = output.split(/[\\/]/).findLast((text) => text !== '') ?? output;
  await writeViewFile(output, { title, image: datasets.get('image'), segmentation, segments: largest });
  const view = join(output, VIEW_FILE);
  reporter.result(
    `${output}: ${made.segments} segments, ${made.meshes} meshes, ${made.skeletons} skeletons, ${view}; to look at it: floodlight serve ${output}`,
    { output, view, ...made },
  );
}

/** Flags that mean something to labels alone, and to pictures alone. */
const OF_LABELS = [...LABEL_FLAGS, 'noisyLabels'];
const OF_IMAGES = [...IMAGE_FLAGS, 'channel', 'jpegQuality'];

function partsOf<Flags extends AllFlags>(input: string, output: string, flags: Flags): Part<Flags>[] {
  const without = (names: readonly string[]): Flags => {
    const kept = Object.entries(flags).filter(([name]) => !names.includes(name));
    return Object.fromEntries(kept) as unknown as Flags;
  };
  const { image, imageEncoding } = flags;
  const labels = { ...without(OF_IMAGES), type: 'segmentation' };
  if (image === undefined) {
    const given = [...OF_IMAGES, 'imageEncoding'].find((name) => name in flags);
    if (given !== undefined) throw withoutImage(given);
    return [{ name: 'segmentation', paths: [input, output], flags: labels }];
  }
  const pictures = { ...without(OF_LABELS), type: 'image', encoding: imageEncoding };
  return [
    { name: 'image', paths: [image, join(output, 'image')], flags: pictures },
    { name: 'segmentation', paths: [input, join(output, 'segmentation')], flags: labels },
  ];
}

/** Coarser scales until one chunk is left. @returns scales in all. */
async function addScales(folder: string, { reporter, signal }: VerbContext): Promise<number> {
  const { scales } = await downsampleDataset(folder, {
    signal,
    command: process.argv.slice(2),
    onProgress: (done, total) => reporter.progress({ label: 'downsample', done, total, unit: 'chunks' }),
  });
  return scales;
}

async function makeObjects(folder: string, force: boolean, { reporter, signal }: VerbContext) {
  const store = createFileStore(folder);
  const meshes = await meshDataset(folder, {
    signal,
    onProgress: (done, total, phase) =>
      reporter.progress({ label: `mesh: ${phase}`, done, total, unit: phase }),
  });
  reporter.message(`meshes: ${meshes.labels.length}, ${meshes.triangles} triangles`);
  const skeletons = await skeletonizeDataset(folder, {
    signal,
    force,
    command: process.argv.slice(2),
    onProgress: (unit, done, total) => reporter.progress({ label: 'skeletonize', done, total, unit }),
    onMessage: (text) => reporter.message(text),
  });
  reporter.message(`skeletons: ${skeletons.labels.length}, ${skeletons.vertices} vertices`);
  const { segments, largest } = await writeProperties(store, {
    signal,
    onProgress: (done, total) => reporter.progress({ label: 'measure', done, total, unit: 'blocks' }),
  });
  return { segments, meshes: meshes.labels.length, skeletons: skeletons.labels.length, largest };
}

/** What would be written, part by part. */
async function tellPlan<Flags>(
  output: string,
  parts: readonly Part<Flags>[],
  context: VerbContext,
  convertOne: ConvertOne<Flags>,
): Promise<void> {
  const estimates: [string, Estimate][] = [];
  for (const { name, paths, flags } of parts) {
    const done = await convertOne(paths, flags, context);
    if ('estimate' in done) estimates.push([name, done.estimate]);
  }
  const lines = estimates.map(([name, estimate]) => `  ${name}: ${formatEstimate(estimate)}`);
  const steps = ['  then coarser scales, meshes, skeletons and properties of all labels, and viewer.json'];
  context.reporter.result([`would write to ${output}:`, ...lines, ...steps].join('\n'), {
    dryRun: true,
    output,
    parts: Object.fromEntries(estimates),
  });
}

const withoutImage = (name: string) =>
  new UsageError({
    subject: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: 'an image that it is for',
    got: 'no --image',
    cure: 'Give --image INPUT, or leave it out',
  });
