/**
 * Mutations of valid inputs, over all decoders: each input decodes, or is refused with a typed error. Anything else
 * (TypeError, RangeError, a hang, memory beyond what the input may ask for) fails, with the seed that shows it again.
 */
import assert from 'node:assert/strict';
import { getHeapStatistics } from 'node:v8';
import fc from 'fast-check';
import { isFloodlightError } from '../../datasets/errors.ts';
import { applyEdits, type Mutation, mutations } from './mutation.ts';
import type { FuzzTarget } from './target.ts';

/** No seed implies more than some 100 kB; a decoder that takes this much was lied to and believed it. */
const MAX_GROWTH_BYTES = 2 ** 25;

/** Inputs are some kilobytes. Wide, because other programs share the processor. */
const MAX_MS = 10_000;

export interface Outcome {
  decoded: number;
  refused: number;
}

export type Outcomes = ReadonlyMap<string, Outcome>;

export interface Campaign {
  readonly runs: number;
  readonly seed: number;
  /** Only this target. */
  readonly only?: string;
}

/** @throws the first input that fails, made small, with seed and path. */
export async function fuzz(
  targets: readonly FuzzTarget[],
  { runs, seed, only }: Campaign,
): Promise<Outcomes> {
  const chosen = only === undefined ? targets : targets.filter(({ name }) => name === only);
  const byShare = chosen.flatMap((target) => Array.from({ length: target.share }, () => target));
  assert.ok(byShare.length > 0, `no target "${only}": there are ${targets.map((t) => t.name).join(', ')}`);
  const outcomes = new Map(chosen.map(({ name }) => [name, { decoded: 0, refused: 0 }]));
  const property = fc.asyncProperty(mutations, async (mutation) => {
    const target = byShare[mutation.target % byShare.length];
    const outcome = await runOne(target, mutation);
    const counts = outcomes.get(target.name);
    if (counts) counts[outcome]++;
  });
  // Most inputs are refused: where in the code does not matter, and finding it out is a good part of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await fc.assert(property, { numRuns: runs, seed, endOnFailure: false });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return outcomes;
}

async function runOne(target: FuzzTarget, { seed, edits, repair }: Mutation): Promise<keyof Outcome> {
  const valid = target.seeds[seed % target.seeds.length];
  const changed = applyEdits(valid, edits, target.isText ?? false);
  const bytes = repair && target.repair ? target.repair(changed) : changed;
  const before = getHeapStatistics().external_memory;
  const start = performance.now();
  const outcome = await outcomeOf(target, bytes);
  const growth = getHeapStatistics().external_memory - before;
  const elapsed = performance.now() - start;
  assert.ok(
    growth <= MAX_GROWTH_BYTES,
    `${target.name}: ${growth} bytes taken for an input of ${bytes.length}`,
  );
  assert.ok(elapsed <= MAX_MS, `${target.name}: ${elapsed} ms for an input of ${bytes.length} bytes`);
  return outcome;
}

async function outcomeOf(target: FuzzTarget, bytes: Uint8Array): Promise<keyof Outcome> {
  try {
    await target.decode(bytes);
    return 'decoded';
  } catch (error) {
    if (isFloodlightError(error)) return 'refused';
    throw new Error(`${target.name}: ${Buffer.from(bytes).toString('base64')}`, { cause: error });
  }
}

/** `| png | 1200 | 34 |` and so on, and the sum. */
export function formatOutcomes(outcomes: Outcomes): string {
  const rows = [...outcomes].map(([name, { decoded, refused }]) => `| ${name} | ${decoded} | ${refused} |`);
  const sum = [...outcomes.values()].reduce((total, { decoded, refused }) => total + decoded + refused, 0);
  return ['| decoder | decoded | refused |', '|---|---|---|', ...rows, '', `${sum} mutations`].join('\n');
}
