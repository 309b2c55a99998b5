import { join } from 'node:path';
import { boxSize } from '../../datasets/geometry/index.ts';
import { createFileStore, makeFolder } from '../../datasets/stores/index.node.ts';
import { evaluateVolumes, segmentVolume } from '../jobs/index.ts';
import { cropVolume } from '../transforms/index.ts';
import {
  type DemoContext,
  openSegmented,
  PARTS,
  referenceFolder,
  verifyParts,
  writeImage,
  writeLabels,
  writeModel,
  writeReferences,
} from './demo-datasets.ts';
import { writeDemoView, writeProgress } from './demo-page.ts';
import { folderBytes } from './folder-bytes.ts';
import type { DemoSource } from './source.ts';
import { createStages } from './stages.ts';
import type { DemoScore, DemoScores, DemoStep, DemoSummary } from './summary.ts';

/**
 * Segments, measures, converts image and labels with scales, meshes, skeletons and properties, reads all of it again, and
 * describes the page. Each step keeps what an earlier run finished, and the page shows what there is so far.
 */
export async function runDemo(source: DemoSource, context: DemoContext): Promise<DemoSummary> {
  const { folder, reporter } = context;
  await makeFolder(folder);
  for (const note of source.notes) reporter.message(`${source.title}: ${note}`);
  const tellPage = (steps: readonly DemoStep[], running: string | undefined) =>
    writeProgress(source, folder, { steps, running });
  const stages = createStages(reporter, tellPage);
  if (source.made) stages.add(source.made);
  await stages.run('image', () => writeImage(source, context), keptOr(sizeText(source)));
  await writeModel(source, context);
  await writeDemoView(source, folder, []);
  const segmented = await stages.run('segment', () => segmentBox(source, context), describe);
  const scores = await stages.run('evaluate', () => evaluate(source, context), describeScores);
  const made = await stages.run(
    'objects',
    () => writeLabels(source, context, !segmented.skipped),
    ({ meshes, skeletons, segments }) =>
      `${segments} segments, ${meshes.labels.length} meshes, ${skeletons.labels.length} skeletons`,
  );
  const references = source.references.map(({ name }) => referenceFolder(name));
  if (references.length > 0)
    await stages.run(
      'references',
      () => writeReferences(source, context),
      (count) => `${count} to compare with`,
    );
  await stages.run(
    'verify',
    () => verifyParts([PARTS.image, PARTS.segmentation, ...references], context),
    (read) => `${read} chunks, all meshes and skeletons read again: no problems`,
  );
  const objects = made.meshes.labels.map(String);
  await writeDemoView(source, folder, objects);
  const bytes = await folderBytes(folder);
  const { title, box } = source;
  const { steps } = stages;
  await writeProgress(source, folder, { steps, running: undefined, done: true });
  return { title, folder, box, objects, ...segmented, scores, bytes, steps };
}

interface Segmented {
  readonly device: string;
  /** Undefined where the result of an earlier run was kept. */
  readonly evaluations: number | undefined;
  readonly skipped: boolean;
}

async function segmentBox(source: DemoSource, { folder, reporter, signal }: DemoContext): Promise<Segmented> {
  const network = await source.openNetwork((line) => reporter.message(line));
  try {
    const output = createFileStore(join(folder, PARTS.ffn));
    const { request, box, image } = source;
    const job = { request, boundingBox: box, image, network, output };
    const { skipped, steps } = await segmentVolume(job, reporter, signal);
    return { device: network.device, skipped, evaluations: skipped ? undefined : steps };
  } finally {
    await network.dispose();
  }
}

/** The smallest object of the published run: smaller overlaps count as no split and no merger. */
const MIN_OVERLAP_VOXELS = 1000;

async function evaluate(source: DemoSource, { folder, signal }: DemoContext): Promise<DemoScore[]> {
  const { labels, close } = await openSegmented(source, folder);
  try {
    const scores: DemoScore[] = [];
    for (const reference of source.references) {
      const volume = cropVolume(reference.labels, source.box);
      const { all, segmented, splitCount, mergeCount } = await evaluateVolumes(labels, volume, {
        minOverlapVoxels: MIN_OVERLAP_VOXELS,
        signal,
      });
      scores.push({
        reference: reference.title,
        all: scoresOf(all),
        segmented: scoresOf(segmented),
        splitCount,
        mergeCount,
      });
    }
    return scores;
  } finally {
    await close();
  }
}

const describe = ({ device, skipped, evaluations }: Segmented): string =>
  skipped ? 'done before, kept' : `${evaluations} evaluations on ${device}`;

const scoresOf = ({ voxels, viSplit, viMerge, adaptedRandError }: DemoScores): DemoScores => ({
  voxels,
  viSplit,
  viMerge,
  adaptedRandError,
});

const describeScores = (scores: readonly DemoScore[]): string =>
  scores.length === 0
    ? 'nothing to compare with'
    : scores
        .map(
          ({ reference, segmented }) =>
            `adapted Rand error ${segmented.adaptedRandError.toFixed(3)} against ${reference}`,
        )
        .join(', ');

const sizeText = ({ box }: DemoSource): string => `${boxSize(box).join(' x ')} voxels`;

const keptOr = (text: string) => (isNew: boolean) => (isNew ? text : `${text}, written before, kept`);
