import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { type Box, boxOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { createReporter, type Reporter, type TextSink } from '../console/index.ts';

/** What a verb gets from the process. */
export interface VerbIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What a verb's body gets. */
export interface VerbContext {
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** Flags that every verb has. */
export interface CommonFlags {
  readonly json?: boolean;
}

/** Declares a verb with the common flags. `usage` is its name with its arguments. */
export function declareVerb(program: Command, usage: string, summary: string): Command {
  return program
    .command(usage)
    .summary(summary)
    .description(summary)
    .option('--json', 'print the result as one JSON object')
    .allowExcessArguments(false)
    .exitOverride();
}

export function contextOf(io: VerbIo, flags: CommonFlags): VerbContext {
  return {
    reporter: createReporter({ stdout: io.stdout, stderr: io.stderr, json: flags.json ?? false }),
    signal: io.signal,
  };
}

/**
 * Parses `x,y,z`.
 * @param expected says in a message what `isValid` asks.
 * @throws UsageError naming the flag.
 */
export function parseTriple(
  flag: string,
  text: string,
  isValid: (n: number) => boolean,
  expected = 'three numbers x,y,z in range',
): Xyz {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (parts.length !== 3 || !parts.every((n) => Number.isFinite(n) && isValid(n))) {
    throw new UsageError({ subject: flag, expected, got: JSON.stringify(text) });
  }
  return parts as unknown as Xyz;
}

/** Parses nanometres: one number for all axes, or `x,y,z`. @throws UsageError naming the flag. */
export function parseVoxelSize(flag: string, text: string): Xyz {
  const isOne = !text.includes(',');
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x, y, z] = isOne ? [values[0], values[0], values[0]] : values;
  if (x && y && z && (isOne || values.length === 3) && [x, y, z].every((n) => Number.isFinite(n) && n > 0))
    return xyz(x, y, z);
  const expected = 'nanometres, one number or x,y,z, above 0';
  throw new UsageError({ subject: flag, expected, got: JSON.stringify(text) });
}

/** Parses an integer within a range. @throws UsageError naming the flag. */
export function parseInteger(flag: string, text: string, [min, max]: readonly [number, number]): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new UsageError({
      subject: flag,
      expected: `an integer from ${min} to ${max}`,
      got: JSON.stringify(text),
    });
  }
  return value;
}

/** Parses `x,y,z,sx,sy,sz`: first voxel and size. @throws UsageError naming the flag. */
export function parseBox(flag: string, text: string): Box {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x = 0, y = 0, z = 0, sx = 0, sy = 0, sz = 0] = parts;
  if (parts.length === 6 && parts.every(Number.isInteger) && sx > 0 && sy > 0 && sz > 0) {
    return boxOf(xyz(x, y, z), xyz(sx, sy, sz));
  }
  const expected = 'six integers x,y,z,sx,sy,sz: first voxel and positive size';
  throw new UsageError({ subject: flag, expected, got: JSON.stringify(text) });
}

/** Parses `n` numbers between commas. @throws UsageError naming the flag. */
export function parseNumbers(flag: string, text: string, n: number): number[] {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (parts.length === n && parts.every(Number.isFinite)) return parts;
  throw new UsageError({ subject: flag, expected: `${n} numbers between commas`, got: JSON.stringify(text) });
}

/** Parses a number within a range. @throws UsageError naming the flag. */
export function parseNumber(flag: string, text: string, [min, max]: readonly [number, number]): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw new UsageError({
    subject: flag,
    expected: `a number from ${min} to ${max}`,
    got: JSON.stringify(text),
  });
}

/** `--memory` of every verb that works in blocks. */
export const MEMORY_FLAG = [
  '--memory <GB>',
  "the most that the work takes; default half of the machine's, or of its container's",
] as const;

/** Parses gigabytes, 0.01 to a million. @returns bytes. @throws UsageError naming the flag. */
export const parseMemory = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : 1e9 * parseNumber('--memory', text, [0.01, 1e6]);

/**
 * Parses ids between commas.
 * @throws UsageError naming the flag, for 0 (background) too.
 */
export function parseLabels(flag: string, text: string): ReadonlySet<bigint> {
  const ids = text.split(',').map((part) => part.trim());
  if (ids.every((id) => /^[1-9]\d{0,19}$/.test(id) && BigInt(id) < 2n ** 64n))
    return new Set(ids.map(BigInt));
  throw new UsageError({
    subject: flag,
    expected: 'decimal ids from 1 to 2^64 - 1: 1,2,3',
    got: JSON.stringify(text),
  });
}

/** One of a few words. @throws UsageError naming the flag and the words. */
export function oneOf<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((name) => name === text);
  if (choice !== undefined) return choice;
  throw new UsageError({ subject: flag, expected: choices.join(' or '), got: JSON.stringify(text) });
}
