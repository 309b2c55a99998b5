import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AbortedError, TransientError, UsageError } from '../../datasets/errors.ts';

/** An answer as it came: nothing decoded, no redirect followed. */
export interface Answer {
  readonly status: number;
  /** One header by its name in lower case; '' where it is absent. */
  header(name: string): string;
  readonly body: Uint8Array;
  /** The connection ended before the announced length. */
  readonly isCut: boolean;
}

export type Probe = (
  path: string,
  headers?: Readonly<Record<string, string>>,
  method?: string,
) => Promise<Answer>;

const TIMEOUT_MS = 15_000;
/** Of a body more is not looked at. */
const MAX_BODY_BYTES = 2 ** 24;

/**
 * Asks a server without the help of `fetch`, which decodes, follows and refuses. Says that it comes from a page.
 * @param base absolute http(s) URL; paths are relative to it.
 * @throws UsageError for other URLs; the probe throws TransientError where no answer comes.
 */
export function createProbe(base: string, signal?: AbortSignal): Probe {
  if (!/^https?:\/\//i.test(base) || !URL.canParse(base)) {
    throw new UsageError({ subject: 'check-server', expected: 'an http(s) URL', got: JSON.stringify(base) });
  }
  return (path, headers = {}, method = 'GET') => {
    const url = path === '' ? base : `${base.replace(/\/+$/, '')}/${path}`;
    const own = { Origin: 'https://check-server.invalid', 'Accept-Encoding': 'identity' };
    return ask({ url, method, headers: { ...own, ...headers }, signal });
  };
}

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

function ask({ url, method, headers, signal }: Asked): Promise<Answer> {
  const start = url.toLowerCase().startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => {
      if (signal?.aborted) {
        reject(
          new AbortedError({ subject: url, expected: 'the check to be wanted', got: 'an abort', cause }),
        );
        return;
      }
      const cure = 'Check the address, and that the server runs';
      reject(
        new TransientError({
          subject: `${method} ${url}`,
          expected: 'an answer',
          got: cause.message,
          cure,
          cause,
        }),
      );
    };
    const sent = start(url, { method, headers, agent: false, signal, timeout: TIMEOUT_MS }, (reply) => {
      const parts: Buffer[] = [];
      let length = 0;
      const end = (isCut: boolean) => {
        const header = (name: string) => String(reply.headers[name] ?? '');
        resolve({ status: reply.statusCode ?? 0, header, body: new Uint8Array(Buffer.concat(parts)), isCut });
        sent.destroy();
      };
      reply.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > MAX_BODY_BYTES) end(true);
      });
      reply.on('end', () => end(false));
      reply.on('error', () => end(true));
    });
    sent.on('timeout', () => sent.destroy(new Error(`silence for ${TIMEOUT_MS / 1000} s`)));
    sent.on('error', fail);
    sent.end();
  });
}
