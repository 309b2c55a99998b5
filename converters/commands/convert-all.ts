import { join } from 'node:path';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import {
  meshDataset,
  skeletonizeDataset,
  VIEW_FILE,
  type ViewedDataset,
  writeProperties,
  writeViewFile,
} from '../jobs/index.ts';
import { addScales } from './add-scales.ts';
import { type AllFlags, type ConvertOne, type Paths, parseWork, partsOf } from './convert-all-parts.ts';
import { announce, tellPlan } from './convert-all-plan.ts';
import { parseInteger, type VerbContext } from './verb.ts';

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
  await announce(output, parts, context, convertOne);
  const { reporter } = context;
  const limits = parseWork(flags);
  const work = { ...limits, force: flags.force ?? false };
  const gzipLevel = parseInteger('--gzip-level', flags.gzipLevel, [1, 9]);
  const datasets = new Map<string, ViewedDataset>();
  for (const { name, paths, flags: own } of parts) {
    const done = await convertOne(paths, own, context);
    if (!('info' in done)) continue;
    datasets.set(name, { folder: paths[1], info: done.info });
    const { scales } = await addScales(paths[1], { ...limits, gzipLevel }, context);
    const size = done.info.scales[0].size.join(' x ');
    reporter.message(
      `${name}: ${size} voxels, ${scales} ${scales === 1 ? 'scale' : 'scales'} in ${paths[1]}`,
    );
  }
  const segmentation = datasets.get('segmentation')!;
  const { largest, ...made } = await makeObjects(segmentation.folder, work, context);
  const title = output.split(/[\\/]/).findLast((text) => text !== '') ?? output;
  await writeViewFile(output, { title, image: datasets.get('image'), segmentation, segments: largest });
  const view = join(output, VIEW_FILE);
  reporter.result(
    `${output}: ${made.segments} segments, ${made.meshes} meshes, ${made.skeletons} skeletons, ${view}; to look at it: floodlight serve ${output}`,
    { output, view, ...made },
  );
}

interface Work {
  /** Threads; default as each step chooses. */
  readonly parallel: number | undefined;
  readonly memoryBytes: number | undefined;
  /** Write over what an earlier dataset left in the folder. */
  readonly force: boolean;
}

async function makeObjects(folder: string, work: Work, { reporter, signal }: VerbContext) {
  const store = createFileStore(folder);
  const meshes = await meshDataset(folder, {
    ...work,
    signal,
    onProgress: (done, total, phase) =>
      reporter.progress({ label: `mesh: ${phase}`, done, total, unit: phase }),
    onMessage: (text) => reporter.message(text),
  });
  reporter.message(`meshes: ${meshes.labels.length}, ${meshes.triangles} triangles`);
  const skeletons = await skeletonizeDataset(folder, {
    ...work,
    signal,
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
