import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { type AllEstimate, type Estimate, estimateAll, formatAll } from '../jobs/index.ts';
import { type AllFlags, type ConvertOne, type Part, parseWork } from './convert-all-parts.ts';
import type { VerbContext } from './verb.ts';

/** What would be written, part by part. */
async function planOf<Flags extends AllFlags>(
  parts: readonly Part<Flags>[],
  context: VerbContext,
  convertOne: ConvertOne<Flags>,
): Promise<AllEstimate> {
  const estimates: [string, Estimate][] = [];
  for (const { name, paths, flags } of parts) {
    const done = await convertOne(paths, { ...flags, dryRun: true }, context);
    if (!('estimate' in done)) continue;
    if (name === 'image' && done.estimate.dataType === 'uint64') throw withoutMean(paths[0]);
    estimates.push([name, done.estimate]);
  }
  return estimateAll(Object.fromEntries(estimates), parts[0] && parseWork(parts[0].flags).memoryBytes);
}

const withoutMean = (subject: string) =>
  new UnsupportedError({
    subject,
    expected: 'an image of which there is a mean',
    got: 'samples of uint64',
    cure: 'Convert it to a smaller type: --contrast, or --data-type uint16 with it',
  });

/** The result of `--dry-run`. */
export async function tellPlan<Flags extends AllFlags>(
  output: string,
  parts: readonly Part<Flags>[],
  context: VerbContext,
  convertOne: ConvertOne<Flags>,
): Promise<void> {
  const plan = await planOf(parts, context, convertOne);
  const text = [`would write to ${output}:`, ...formatAll(plan)].join('\n');
  context.reporter.result(text, { dryRun: true, output, ...plan });
}

/**
 * Looks at all parts before the first one is written: what stops the second would be found when the first is done. The plan is
 * told unless there is something to go on from. An input that must be unpacked as a whole only to look into it is left to its own
 * turn: else looking would cost as much as a part of the work.
 * @throws UnsupportedError for an image that has no coarser scales; as `convertOne` for what it refuses.
 */
export async function announce<Flags extends AllFlags>(
  output: string,
  parts: readonly Part<Flags>[],
  context: VerbContext,
  convertOne: ConvertOne<Flags>,
): Promise<void> {
  if (parts.length === 1) assertNoParts(output, parts[0]!.flags);
  if (parts.some(({ paths: [input] }) => UNPACKED.test(input))) return;
  // Each conversion tells its own messages when its turn comes.
  const reporter = { ...context.reporter, message: () => undefined };
  const plan = await planOf(parts, { ...context, reporter }, convertOne);
  tellExtents(plan, context);
  if (!isThere(output)) context.reporter.message([`writing to ${output}:`, ...formatAll(plan)].join('\n'));
}

const isThere = (output: string): boolean => existsSync(output) && readdirSync(output).length > 0;

/** Labels alone are the dataset themselves: around one that has an image it would be a third. */
function assertNoParts(output: string, { force }: AllFlags): void {
  const part = ['image', 'segmentation'].find((name) => existsSync(join(output, name, 'info')));
  if (part === undefined || force) return;
  throw new InvalidDataError({
    subject: output,
    expected: 'a new folder, or the dataset of an earlier run',
    got: `one that has a dataset within, ${join(output, part)}`,
    cure: 'Give --image as before, another folder, or --force',
  });
}

function tellExtents({ parts }: AllEstimate, { reporter }: VerbContext): void {
  const [image, labels] = [parts['image'], parts['segmentation']].map((part) => part?.finest);
  if (!image || !labels) return;
  const extent = ({ size, resolutionNm }: Estimate) => size.map((n, i) => n * resolutionNm[i]!).join(' x ');
  if (extent(image) !== extent(labels))
    reporter.message(`warning: the image has ${extent(image)} nm, the labels ${extent(labels)} nm`);
}

const UNPACKED = /\.gz(:[^:]+)?$/i;
