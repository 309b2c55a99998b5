import type { EdgeRequest } from './exchange.ts';
import { parseHttpDate } from './http-date.ts';
import type { ObjectHead } from './object-store.ts';

export type Verdict = 'proceed' | 'not-modified' | 'precondition-failed';

/**
 * Evaluates the preconditions of a GET or HEAD of an object that exists, in the order of RFC 9110 section
 * 13.2.2: If-Match, else If-Unmodified-Since; then If-None-Match, else If-Modified-Since. Dates that do not
 * parse are ignored.
 */
export function evaluatePreconditions(request: EdgeRequest, head: ObjectHead): Verdict {
  const ifMatch = request.header('if-match');
  if (ifMatch !== null) {
    if (!matches(ifMatch, head.etag, 'strong')) return 'precondition-failed';
  } else if (isChangedSince(request.header('if-unmodified-since'), head) === true) {
    return 'precondition-failed';
  }
  const ifNoneMatch = request.header('if-none-match');
  if (ifNoneMatch !== null) return matches(ifNoneMatch, head.etag, 'weak') ? 'not-modified' : 'proceed';
  return isChangedSince(request.header('if-modified-since'), head) === false ? 'not-modified' : 'proceed';
}

/**
 * Whether a `Range` may be honoured. If-Range takes one strong entity tag. A date never passes: our times
 * have whole seconds and are no strong validators (RFC 9110 section 8.8.2.2), and the whole object is always right.
 */
export function ifRangeAllows(request: EdgeRequest, head: ObjectHead): boolean {
  const ifRange = request.header('if-range');
  return ifRange === null || (ifRange.trim() === head.etag && !isWeak(head.etag));
}

/** @param list `*`, or entity tags between commas; a tag may hold commas itself. */
function matches(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  const tags: readonly string[] = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  if (comparison === 'weak') return tags.some((tag) => opaque(tag) === opaque(etag));
  return !isWeak(etag) && tags.includes(etag);
}

const isWeak = (etag: string) => etag.startsWith('W/');
const opaque = (etag: string) => (isWeak(etag) ? etag.slice(2) : etag);

/** @returns undefined where there is no valid date to compare with. */
function isChangedSince(date: string | null, head: ObjectHead): boolean | undefined {
  const sinceMs = date === null ? undefined : parseHttpDate(date.trim());
  if (sinceMs === undefined || head.modifiedMs === undefined) return undefined;
  return Math.floor(head.modifiedMs / 1000) * 1000 > sinceMs;
}
