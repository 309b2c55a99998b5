/** The three servers that the list of cases runs on. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { fileObjectStore, serveHttp } from '../../../converters/node/index.ts';
import { answerRequest, handle, type ObjectStore } from '../../../edge/index.ts';
import { repoPath } from '../../support/paths.ts';
import { memoryObjects } from '../memory-objects.ts';
import type { TestObject } from './objects.ts';
import type { Answer, Send } from './run-cases.ts';

export interface Target {
  readonly send: Send;
  /** Where pages find it; absent for the bare handler. */
  readonly url?: string;
  close(): Promise<void>;
}

type Objects = Readonly<Record<string, TestObject>>;

/** The handler itself, over objects in memory. */
export function handlerTarget(objects: Objects): Target {
  const stores = Object.entries(objects).map(([key, { bytes, contentEncoding }]) => {
    return [key, memoryObjects({ [key]: bytes }, contentEncoding ? { contentEncoding } : {})] as const;
  });
  const byKey = new Map<string, ObjectStore>(stores);
  const data: ObjectStore = {
    head: async (key) => byKey.get(key)?.head(key),
    open: async (key, options) => byKey.get(key)?.open(key, options),
  };
  return {
    async send(method, path, headers) {
      const response = await handle(new Request(`http://edge.test${path}`, { method, headers }), { data });
      const body = new Uint8Array(await response.arrayBuffer());
      return { status: response.status, headers: new Map(response.headers), body };
    },
    close: async () => undefined,
  };
}

/** The worker, bundled, in workerd with a local R2 bucket. */
export interface WorkerdTarget extends Target {
  readonly url: string;
  /** Writes an object of the bucket. */
  put(key: string, bytes: Uint8Array): Promise<unknown>;
}

export async function workerdTarget(objects: Objects): Promise<WorkerdTarget> {
  const miniflare = new Miniflare({
    modules: true,
    script: await workerScript(),
    compatibilityDate: '2026-04-01',
    r2Buckets: ['DATA'],
  });
  const { origin } = await miniflare.ready;
  const bucket = await miniflare.getR2Bucket('DATA');
  for (const [key, { bytes, contentEncoding }] of Object.entries(objects)) {
    await bucket.put(key, bytes, { httpMetadata: contentEncoding ? { contentEncoding } : {} });
  }
  const put = (key: string, bytes: Uint8Array) => bucket.put(key, bytes);
  return { send: sendTo(origin), url: origin, put, close: () => miniflare.dispose() };
}

async function workerScript(): Promise<string> {
  const entryPoints = [repoPath('edge/worker.ts')];
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles[0]!.text;
}

/** `floodlight serve`: the handler on Node, over files. */
export async function serveTarget(objects: Objects): Promise<Target & { readonly url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-edge-'));
  for (const [key, { bytes, contentEncoding }] of Object.entries(objects)) {
    const path = join(folder, contentEncoding ? `${key}.gz` : key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  const data = fileObjectStore(folder);
  const server = await serveHttp({ handler: (request) => answerRequest(request, { data }) });
  return {
    send: sendTo(server.url),
    url: server.url,
    async close() {
      await server.close(0);
      await rm(folder, { recursive: true });
    },
  };
}

/** By node:http: it neither tidies paths nor decodes bodies. */
function sendTo(origin: string): Send {
  const { hostname, port } = new URL(origin);
  return (method, path, headers) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers, agent: false }, (reply) => {
        const parts: Buffer[] = [];
        reply.on('data', (part: Buffer) => parts.push(part));
        reply.on('error', reject);
        reply.on('end', () => {
          const names = Object.entries(reply.headers).map(([name, value]) => [name, String(value)] as const);
          resolve({ status: reply.statusCode ?? 0, headers: new Map(names), body: Buffer.concat(parts) });
        });
      });
      sent.on('error', reject);
      sent.end();
    });
}
