import { isFloodlightError } from '../datasets/errors.ts';
import type { Answer, EdgeRequest, Fields } from './exchange.ts';
import { ALLOWED_METHODS } from './headers.ts';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  410: 'Gone: this version was withdrawn',
  412: 'Precondition failed',
  416: 'Range not satisfiable',
  500: 'Internal error',
  502: 'The store behind this server failed',
  503: 'The store behind this server is busy',
};

/**
 * An answer that is an error, in one line of plain text that says nothing of the store. 404 may be cached for
 * a few seconds (a sparse volume asks often, an upload must appear soon), other errors not at all.
 *
 * @param status 400, 403, 404, 405, 410, 412, 416, 500, 502 or 503. @param extra headers to add.
 */
export function errorAnswer(status: number, extra: Readonly<Record<string, string>> = {}): Answer {
  const body = new TextEncoder().encode(`${status} ${REASONS[status] ?? 'Error'}\n`);
  const headers: Fields = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': status === 404 ? 'public, max-age=10' : 'no-store',
    'Content-Length': String(body.length),
    ...extra,
  };
  if (status === 405) headers['Allow'] = ALLOWED_METHODS;
  if (status === 503) headers['Retry-After'] = '1';
  return { status, headers, body };
}

/**
 * The status of a failure inside. 503 is what readers retry. A store that refuses us is 502, not 403: readers
 * take 403 for a missing chunk and would paint an outage black.
 */
export function statusOfError(error: unknown): number {
  if (!isFloodlightError(error)) return 500;
  if (error.tag === 'transient') return 503;
  // Data that are not what their format says lie behind us, too.
  return ['forbidden', 'corrupt', 'invalid', 'too-large', 'unsupported'].includes(error.tag) ? 502 : 500;
}

/** Chromium keeps what it was allowed at most 7200 s. */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': ALLOWED_METHODS,
  'Access-Control-Allow-Headers':
    'Range, If-Range, If-Match, If-None-Match, If-Modified-Since, Authorization, Content-Type, Accept, X-Requested-With',
  'Access-Control-Max-Age': '7200',
};

/** Answers OPTIONS. */
export function preflightAnswer(): Answer {
  return { status: 204, headers: { Allow: ALLOWED_METHODS, ...PREFLIGHT_HEADERS } };
}

/** Alive, and the store answers. */
export function healthAnswer(): Answer {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  return {
    status: 200,
    headers: { ...headers, 'Content-Length': '3' },
    body: new TextEncoder().encode('ok\n'),
  };
}

/** @returns the answer to a method that reads nothing: a preflight, or 405; undefined for GET and HEAD. */
export function answerMethod({ method }: EdgeRequest): Answer | undefined {
  if (method === 'OPTIONS') return preflightAnswer();
  return method === 'GET' || method === 'HEAD' ? undefined : errorAnswer(405);
}
