import { join } from 'node:path';
import { completeLabels, VIEW_FILE, type ViewedDataset, writeViewFile } from '../jobs/index.ts';
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
  const work = { ...limits, force: flags.force ?? false, command: process.argv.slice(2) };
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
  const { largest, segments, ...objects } = await completeLabels(segmentation.folder, work, context);
  const made = {
    segments,
    meshes: objects.meshes.labels.length,
    skeletons: objects.skeletons.labels.length,
  };
  const title = output.split(/[\\/]/).findLast((text) => text !== '') ?? output;
  const labels = [{ ...segmentation, segments: largest }];
  await writeViewFile(output, { title, image: datasets.get('image'), labels });
  const view = join(output, VIEW_FILE);
  reporter.result(
    `${output}: ${made.segments} segments, ${made.meshes} meshes, ${made.skeletons} skeletons, ${view}; to look at it: floodlight serve ${output}`,
    { output, view, ...made },
  );
}
