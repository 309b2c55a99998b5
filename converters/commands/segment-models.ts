import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MissingError, UsageError } from '../../datasets/errors.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { expandGlob, openLabels } from '../inputs/index.ts';
import { evaluateVolumes } from '../jobs/index.ts';
import type { SegmentFlags } from './segment-flags.ts';
import { oneOf, type VerbContext } from './verb.ts';

/** What one model made of the volume. Scores are over the voxels that have a truth, unsegmented ones as one more segment. */
export interface ModelScore {
  readonly model: string;
  /** Steps of training, where the name says them: `model-1000.safetensors`. */
  readonly step?: number;
  readonly viSplit: number;
  readonly viMerge: number;
  readonly adaptedRandError: number;
  /** Undefined where an earlier run was stopped before it was written. */
  readonly objects?: number;
  readonly seconds?: number;
  readonly out: string;
}

/** Segments once; `isKept` where all of it was there. */
export type SegmentOnce = (
  flags: SegmentFlags,
  context: VerbContext,
) => Promise<{ readonly objects: number; readonly seconds: number; readonly isKept: boolean } | undefined>;

/**
 * One volume by several models, one after the other, each compared with the truth. What is there is not segmented again.
 * @throws UsageError for flags that do not go together, MissingError where no file has the name; those of `segment` and `evaluate`.
 */
export async function compareModels(
  flags: SegmentFlags,
  context: VerbContext,
  segmentOnce: SegmentOnce,
): Promise<void> {
  const { models, truth, out } = flags;
  if (truth === undefined || out === undefined || flags.model !== undefined || flags.dryRun)
    throw new UsageError({
      subject: '--models',
      expected: '--truth and --out beside it, no --model and no --dry-run',
      got: 'others',
    });
  const paths = await findModels(models!);
  const scores: ModelScore[] = [];
  for (const [i, model] of paths.entries()) {
    context.reporter.message(`model ${i + 1} of ${paths.length}: ${model}`);
    scores.push(
      await scoreModel({ flags, context, segmentOnce, model, truth, out: join(out, nameOf(model)) }),
    );
  }
  const best = bestOf(scores);
  context.reporter.result(formatScores(scores, best), { models: scores, best: best.model });
}

async function findModels(pattern: string): Promise<string[]> {
  const paths = (await Promise.all(pattern.split(',').map((part) => expandGlob(part.trim())))).flat();
  // A TensorFlow checkpoint is a prefix of files.
  const missing = paths.find((path) => !existsSync(path) && !existsSync(`${path}.index`));
  if (paths.length === 0 || missing !== undefined)
    throw new MissingError({ subject: missing ?? pattern, expected: 'models', got: 'no file of that name' });
  return paths.sort((a, b) => (stepOf(a) ?? 0) - (stepOf(b) ?? 0));
}

function stepOf(model: string): number | undefined {
  const [, step] = /-(\d+)(\.\w+)?$/.exec(model) ?? [];
  return step === undefined ? undefined : Number(step);
}

const nameOf = (model: string): string => basename(model).replace(/\.(safetensors|onnx)$/, '');

/** What stays beside a model's segmentation: a rerun segments nothing, and would not know. */
const RECORD = 'model-score.json';

interface OneModel {
  readonly flags: SegmentFlags;
  readonly context: VerbContext;
  readonly segmentOnce: SegmentOnce;
  readonly model: string;
  readonly truth: string;
  readonly out: string;
}

async function scoreModel({ flags, context, segmentOnce, model, truth, out }: OneModel): Promise<ModelScore> {
  const done = await segmentOnce({ ...flags, models: undefined, model, out }, context);
  const store = createFileStore(out);
  const { relabel } = flags;
  const unmapped = oneOf('--unmapped', flags.unmapped, ['fail', 'keep', 'zero']);
  const { signal } = context;
  const labels = await openLabels(out, { signal });
  const trueLabels = await openLabels(truth, {
    ...{ relabel, unmapped, signal },
  }).catch(async (error: unknown) => {
    await labels.close();
    throw error;
  });
  try {
    const options = { minOverlapVoxels: 1, signal };
    const { all } = await evaluateVolumes(labels.volume, trueLabels.volume, options);
    const { viSplit, viMerge, adaptedRandError } = all;
    const step = stepOf(model);
    const score: ModelScore = {
      model,
      ...(step !== undefined && { step }),
      ...{ viSplit, viMerge, adaptedRandError },
      ...(done?.isKept ? await readRecord(store) : { objects: done?.objects, seconds: done?.seconds }),
      out,
    };
    await store.put(RECORD, new TextEncoder().encode(`${JSON.stringify(score)}\n`));
    return score;
  } finally {
    await Promise.all([labels.close(), trueLabels.close()]);
  }
}

async function readRecord(
  store: Pick<ReturnType<typeof createFileStore>, 'get'>,
): Promise<Pick<ModelScore, 'objects' | 'seconds'>> {
  try {
    const { objects, seconds } = JSON.parse(new TextDecoder().decode(await store.get(RECORD))) as ModelScore;
    return { objects, seconds };
  } catch {
    // None, or one that was cut off.
    return {};
  }
}

const errorOf = ({ viSplit, viMerge }: ModelScore): number => viSplit + viMerge;

/** The least VI, split and merge together; of equal ones the first. */
const bestOf = (scores: readonly ModelScore[]): ModelScore =>
  scores.reduce((best, score) => (errorOf(score) < errorOf(best) ? score : best));

function formatScores(scores: readonly ModelScore[], best: ModelScore): string {
  const head = ['model', 'step', 'VI split', 'VI merge', 'adapted Rand', 'objects', 'seconds'];
  const rows = scores.map((score) => [
    nameOf(score.model),
    `${score.step ?? '-'}`,
    ...[score.viSplit, score.viMerge, score.adaptedRandError].map((value) => value.toFixed(4)),
    `${score.objects ?? '-'}`,
    score.seconds?.toFixed(1) ?? '-',
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)));
  const lines = [head, ...rows].map((row) =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  '),
  );
  return [...lines, `least VI, split and merge together: ${best.model}`].join('\n');
}
