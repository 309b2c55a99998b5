/** The Cloudflare Worker: the handler over R2 buckets and the site's static assets, behind the data centre's cache. */
import type { CacheStorage, ExecutionContext, R2Bucket } from '@cloudflare/workers-types';
import { type AssetsBinding, assetsObjectStore } from './assets-store.ts';
import { answerCached, type EdgeCache } from './edge-cache.ts';
import type { EdgeEnv } from './handler.ts';
import { createAccessVerifier, type PrivateData } from './private/index.ts';
import { r2ObjectStore } from './r2-store.ts';
import { handle } from './web-exchange.ts';

/** What `wrangler.jsonc` binds, and its secrets. Lists have commas between their items. */
interface WorkerEnv {
  readonly DATA: R2Bucket;
  readonly SITE?: AssetsBinding;
  /** Private datasets: a bucket of their own. */
  readonly PRIVATE?: R2Bucket;
  /** A secret: keys that sign prefixes. */
  readonly SIGNING_KEYS?: string;
  /** Pages that may read private datasets. */
  readonly PRIVATE_ORIGINS?: string;
  /** `https://TEAM.cloudflareaccess.com` and the application's audience tag. */
  readonly ACCESS_ISSUER?: string;
  readonly ACCESS_AUDIENCE?: string;
}

/** Stores are made once per isolate: what is known of datasets is kept by store. */
const ENVS = new WeakMap<R2Bucket, EdgeEnv>();

function envOf(bindings: WorkerEnv): EdgeEnv {
  const { DATA, SITE } = bindings;
  const known = ENVS.get(DATA);
  if (known) return known;
  const env: EdgeEnv = {
    data: r2ObjectStore(DATA),
    site: SITE && assetsObjectStore(SITE),
    private: privateOf(bindings),
    // biome-ignore lint/suspicious/noConsole: it is what a worker's log is made of.
    onError: (error) => console.error(error),
  };
  ENVS.set(DATA, env);
  return env;
}

function privateOf(bindings: WorkerEnv): PrivateData | undefined {
  const { PRIVATE, SIGNING_KEYS = '', PRIVATE_ORIGINS = '', ACCESS_ISSUER, ACCESS_AUDIENCE } = bindings;
  if (PRIVATE === undefined) return undefined;
  const listOf = (text: string) => text.split(',').flatMap((item) => item.trim() || []);
  const hasAccess = ACCESS_ISSUER && ACCESS_AUDIENCE;
  return {
    store: r2ObjectStore(PRIVATE),
    keys: listOf(SIGNING_KEYS),
    origins: listOf(PRIVATE_ORIGINS),
    access: hasAccess
      ? createAccessVerifier({ issuer: ACCESS_ISSUER, audience: ACCESS_AUDIENCE })
      : undefined,
  };
}

declare const caches: CacheStorage;

export default {
  fetch(request: Request, bindings: WorkerEnv, context: ExecutionContext): Promise<Response> {
    const env = envOf(bindings);
    const cache = caches.default as unknown as EdgeCache;
    const waitUntil = (work: Promise<unknown>) => context.waitUntil(work);
    return answerCached(request, (asked) => handle(asked, env), { cache, waitUntil });
  },
};
