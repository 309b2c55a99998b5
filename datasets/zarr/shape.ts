import { wrong } from '../json/index.ts';

/** Dimensions that an image may have: x, y, z, channel, time, and what microscopes add. */
const MAX_RANK = 32;

/**
 * @param least 0 for extents of arrays, 1 for those of chunks.
 * @param rank how many there must be; default any.
 * @throws InvalidDataError unless `json` is an array of so many integers.
 */
export function parseShape(json: unknown, least: number, subject: string, rank?: number): number[] {
  const isShape =
    Array.isArray(json) &&
    json.length <= MAX_RANK &&
    json.every((n) => Number.isSafeInteger(n) && (n as number) >= least && (n as number) < 2 ** 31);
  if (isShape && (rank === undefined || json.length === rank)) return json as number[];
  const count = rank === undefined ? '' : `${rank} `;
  throw wrong(subject, `${count}integers >= ${least} and below 2^31`, json);
}
