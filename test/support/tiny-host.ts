/** An origin of its own on this machine: a page, or the files of a folder. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

export interface TinyHost {
  readonly origin: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface TinyHostOptions {
  readonly folder: string;
  /** Sent with every answer. */
  headers?(path: string): Readonly<Record<string, string>>;
}

/** What is not in the folder is 404. Ranges are not known: the data are small. */
export async function startTinyHost({ folder, headers }: TinyHostOptions): Promise<TinyHost> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    const always = { 'cache-control': 'no-store', ...headers?.(path) };
    try {
      const body = await readFile(join(folder, normalize(decodeURIComponent(path))));
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { ...always, 'content-type': type }).end(body);
    } catch {
      response.writeHead(404, always).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
