import { existsSync } from 'node:fs';
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
    if ('estimate' in done) estimates.push([name, done.estimate]);
  }
  return estimateAll(Object.fromEntries(estimates), parts[0] && parseWork(parts[0].flags).memoryBytes);
}

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
 * The plan comes first, unless there is something to go on from, or an input that must be unpacked as a whole only to look
 * into it: then it would cost as much as a part of the work.
 */
export async function announce<Flags extends AllFlags>(
  output: string,
  parts: readonly Part<Flags>[],
  context: VerbContext,
  convertOne: ConvertOne<Flags>,
): Promise<void> {
  if (existsSync(output) || parts.some(({ paths: [input] }) => UNPACKED.test(input))) return;
  const plan = await planOf(parts, context, convertOne);
  context.reporter.message([`writing to ${output}:`, ...formatAll(plan)].join('\n'));
}

const UNPACKED = /\.gz(:[^:]+)?$/i;
