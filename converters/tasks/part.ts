import { UsageError } from '../../datasets/errors.ts';

/** A static share of a plan: every `count`th task from `index` on, which is in [0, count). */
export interface Part {
  readonly index: number;
  readonly count: number;
}

export const WHOLE: Part = { index: 0, count: 1 };

/** Parses `I/N`, I from 1 to N. @throws UsageError naming the flag. */
export function parsePart(flag: string, text: string): Part {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim()) ?? [];
  const part = { index: Number(index) - 1, count: Number(count) };
  if (part.index >= 0 && part.index < part.count) return part;
  const expected = 'a share I/N, I from 1 to N: 3/8';
  throw new UsageError({ subject: flag, expected, got: JSON.stringify(text) });
}

/** The share of a list; the same in every process that has the same list. */
export const shareOf = <T>(list: readonly T[], { index, count }: Part): T[] =>
  list.filter((_, i) => i % count === index);
