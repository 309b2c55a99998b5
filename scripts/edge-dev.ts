/**
 * The edge worker on this machine, offline, over a local R2 bucket (.wrangler/state, or --persist-to).
 *   npm run edge:dev                                  http://localhost:8787
 *   npm run edge:dev -- --data DIR --as cells@1       first publishes a folder into the local bucket
 * Every other flag is wrangler's own: --port 0, --ip 0.0.0.0.
 */
import { spawn } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Miniflare } from 'miniflare';
import { type BucketClient, parseName, publishFolder } from '../converters/publishing/index.ts';
import { ROOT } from './lib/paths.ts';

/** As in wrangler.jsonc. */
const BUCKET = 'floodlight-data-dev';
const { values, tokens } = parseArgs({
  options: { data: { type: 'string' }, as: { type: 'string' }, 'persist-to': { type: 'string' } },
  strict: false,
  tokens: true,
});
const own = new Set(
  tokens.flatMap((token) =>
    token.kind === 'option' && ['data', 'as'].includes(token.name)
      ? [token.index, ...(token.inlineValue ? [] : [token.index + 1])]
      : [],
  ),
);
const flags = process.argv.slice(2).filter((_, i) => !own.has(i));
/** Where wrangler keeps local buckets. */
const STATE = join(String(values['persist-to'] ?? join(ROOT, '.wrangler/state')), 'v3/r2');
if (typeof values.data === 'string') await fill(values.data, values.as);

const child = spawn(
  process.execPath,
  [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), 'dev', ...flags],
  {
    cwd: ROOT,
    stdio: 'inherit',
    // Offline: neither figures of use go out, nor does it ask where on the planet this machine is.
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
  },
);
// The terminal sends Ctrl-C to wrangler as well, which ends by itself; a plain kill is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code) => process.exit(code ?? 130));

async function fill(data: string, as: unknown): Promise<void> {
  const folder = resolve(process.env['INIT_CWD'] ?? '.', data);
  const name = parseName('--as', typeof as === 'string' ? as : `${basename(folder)}@1`);
  const miniflare = new Miniflare({
    ...{ modules: true, script: 'export default {}', r2Persist: STATE },
    r2Buckets: { DATA: BUCKET },
  });
  try {
    const bucket = localBucket(await miniflare.getR2Bucket('DATA'));
    // On one's own machine a version may change.
    const options = { folder, name, prefix: '', concurrency: 4, force: true, dryRun: false };
    const { sent, present } = await publishFolder(bucket, options);
    console.log(
      `${name.name}@${name.version}: ${sent} files sent, ${present} there before; under /d/ and /u/`,
    );
  } finally {
    await miniflare.dispose();
  }
}

type Bucket = Awaited<ReturnType<Miniflare['getR2Bucket']>>;

/** What publishing asks of a bucket, of a local one. */
function localBucket(bucket: Bucket): BucketClient {
  const metadata = (headers: Readonly<Record<string, string>> = {}) => ({
    contentType: headers['content-type'],
    contentEncoding: headers['content-encoding'],
  });
  return {
    async list(prefix) {
      const found = new Map<string, { sizeBytes: number; etag: string }>();
      let cursor: string | undefined;
      do {
        const page = await bucket.list({ prefix, cursor });
        for (const { key, size, etag } of page.objects) found.set(key, { sizeBytes: size, etag });
        cursor = page.truncated ? page.cursor : undefined;
      } while (cursor !== undefined);
      return found;
    },
    async get(key) {
      const object = await bucket.get(key);
      return object ? { bytes: new Uint8Array(await object.arrayBuffer()), etag: object.etag } : undefined;
    },
    async put(key, bytes, { headers, over } = {}) {
      const onlyIf = typeof over === 'string' ? { etagMatches: over } : undefined;
      return (await bucket.put(key, bytes, { httpMetadata: metadata(headers), onlyIf })) !== null;
    },
    delete: (key) => bucket.delete(key),
    async putParts(key, parts, { headers } = {}) {
      const upload = await bucket.createMultipartUpload(key, { httpMetadata: metadata(headers) });
      const done = [];
      for await (const part of parts) done.push(await upload.uploadPart(done.length + 1, part));
      await upload.complete(done);
    },
  };
}
