import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingError, UsageError } from '../../datasets/errors.ts';
import { answerRequest } from '../../edge/index.ts';
import { fileObjectStore, type HttpServer, serveHttp } from '../node/index.ts';

export interface ServeOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1: only this machine. */
  readonly host?: string;
  /** Told of failures that became a 5xx. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Serves a folder under `/data/` and the viewer under `/`, by the edge's handler.
 * @throws MissingError where the folder is not there; UsageError where it is a file, or the port is taken.
 */
export async function serveFolder(folder: string, options: ServeOptions = {}): Promise<HttpServer> {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found)
    throw new MissingError({ subject: folder, expected: 'a folder to serve', got: 'nothing there' });
  if (!found.isDirectory())
    throw new UsageError({ subject: folder, expected: 'a folder to serve', got: 'a file' });
  const { onError, ...listen } = options;
  const env = { data: fileObjectStore(folder), site: fileObjectStore(siteFolder()), onError };
  return serveHttp({ ...listen, onError, handler: (request) => answerRequest(request, env) });
}

/** The built viewer lies beside the built program. */
export function siteFolder(): string {
  return join(dirname(dirname(fileURLToPath(import.meta.url))), 'site');
}

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
