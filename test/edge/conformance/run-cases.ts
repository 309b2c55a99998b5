import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import type { Case } from './case.ts';
import { ALWAYS, CASES } from './cases.ts';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** As sent: not decoded. */
  readonly body: Uint8Array;
}

export type Send = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** Runs the whole list against one server. @returns how many cases ran. */
export async function runCases(send: Send): Promise<number> {
  const failures: string[] = [];
  for (const one of CASES) {
    try {
      await runCase(one, send);
    } catch (error) {
      failures.push(`${one.name}: ${(error as Error).message}`);
    }
  }
  assert.deepEqual(failures, []);
  return CASES.length;
}

async function runCase(one: Case, send: Send): Promise<void> {
  const { method = 'GET', path } = one;
  const wanted = await filledIn(one, send);
  const answer = await send(method, path, wanted);
  assert.equal(answer.status, one.status, 'status');
  for (const [name, value] of Object.entries({ ...ALWAYS, ...one.expect })) {
    const got = answer.headers.get(name) ?? null;
    if (value instanceof RegExp) assert.match(got ?? '', value, name);
    else assert.equal(got, value, name);
  }
  if (one.status === 304 || one.status === 204) assert.equal(answer.body.length, 0, 'no body');
  if (!one.body) return;
  const isGzip = answer.headers.get('content-encoding') === 'gzip';
  const body = isGzip ? new Uint8Array(gunzipSync(answer.body)) : answer.body;
  assert.deepEqual(Buffer.from(body), Buffer.from(one.body), 'body');
  const length = answer.headers.get('content-length');
  if (method !== 'HEAD' && length !== undefined) assert.equal(Number(length), answer.body.length, 'length');
}

async function filledIn({ path, headers = {} }: Case, send: Send): Promise<Record<string, string>> {
  if (!/\{(etag|modified)\}/.test(JSON.stringify(headers))) return { ...headers };
  const { headers: known } = await send('HEAD', path, {});
  const fill = (text: string) =>
    text.replace('{etag}', known.get('etag') ?? '?').replace('{modified}', known.get('last-modified') ?? '?');
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
}
