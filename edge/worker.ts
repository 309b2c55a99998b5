/** The Cloudflare Worker: the handler over an R2 bucket and the site's static assets. */
import type { R2Bucket } from '@cloudflare/workers-types';
import { type AssetsBinding, assetsObjectStore } from './assets-store.ts';
import { type EdgeEnv, handle } from './handler.ts';
import { r2ObjectStore } from './r2-store.ts';

/** What `wrangler.jsonc` binds. */
interface WorkerEnv {
  readonly DATA: R2Bucket;
  readonly SITE?: AssetsBinding;
}

/** Stores are made once per isolate: what is known of datasets is kept by store. */
const ENVS = new WeakMap<R2Bucket, EdgeEnv>();

function envOf({ DATA, SITE }: WorkerEnv): EdgeEnv {
  const known = ENVS.get(DATA);
  if (known) return known;
  const env: EdgeEnv = {
    data: r2ObjectStore(DATA),
    site: SITE && assetsObjectStore(SITE),
    // biome-ignore lint/suspicious/noConsole: it is what a worker's log is made of.
    onError: (error) => console.error(error),
  };
  ENVS.set(DATA, env);
  return env;
}

export default {
  fetch: (request: Request, env: WorkerEnv): Promise<Response> => handle(request, envOf(env)),
};
