import { wrong } from '../json/index.ts';

const BRACES = /\{(\d+)\.\.(\d+)\}/;
const MAX_NAMES = 100_000;

/**
 * `a.{00..02}.gz` -> `a.00.gz`, `a.01.gz`, `a.02.gz`: numbers keep the width of the first. One pair of braces at most.
 * @throws InvalidDataError where the range is empty or has more than 100,000 names.
 */
export function expandBraces(pattern: string, subject: string): string[] {
  const match = BRACES.exec(pattern);
  if (!match) return [pattern];
  const [braces, first = '', last = ''] = match;
  const count = Number(last) - Number(first) + 1;
  if (!(count >= 1 && count <= MAX_NAMES))
    throw wrong(subject, `a range of 1 to ${MAX_NAMES} numbers`, pattern);
  return Array.from({ length: count }, (_, i) =>
    pattern.replace(braces, String(Number(first) + i).padStart(first.length, '0')),
  );
}
