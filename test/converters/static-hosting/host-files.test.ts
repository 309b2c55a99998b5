/** The layout behind hosts that people have: every file comes back as it is, and `check-server` says what the host lacks. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { checkServer } from '../../../converters/checking/index.ts';
import { writeStatic } from '../../../converters/static-hosting/index.ts';
import { createHttpStore } from '../../../datasets/stores/index.ts';
import { FOR_PLAIN_HOSTS } from '../../edge/conformance/sharded.ts';
import { type StaticHost, startNginx, startPython } from '../../support/static-hosts.ts';

let home = '';
const at = (...parts: string[]) => join(home, ...parts);

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'floodlight-hosts-'));
  const files = {
    ...FOR_PLAIN_HOSTS,
    'packed/info.gz': gzipSync('{"@type": "neuroglancer_segment_properties"}'),
    'legacy/info': '{"@type": "neuroglancer_legacy_mesh"}',
    'legacy/77:0': '{"fragments": ["77"]}',
    'evil.html': '<script>alert(1)</script>',
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(at('in', path)), { recursive: true });
    await writeFile(at('in', path), content);
  }
  for (const ranges of [true, false])
    await writeStatic({ folder: at('in'), output: at(`ranges-${ranges}`), ranges, force: false });
});
after(() => rm(home, { recursive: true }));

/** Reads every file below `data/` through our store. */
async function assertSameBytes({ url }: StaticHost, root: string): Promise<void> {
  const store = createHttpStore(`${url}/data`);
  const entries = await readdir(join(root, 'data'), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  assert.ok(files.length >= 10);
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const key = path.slice(join(root, 'data').length + 1);
    const bytes = await store.get(key);
    assert.equal(Buffer.compare(bytes ?? Buffer.of(), await readFile(path)), 0, key);
  }
}

async function foundAt(url: string): Promise<string[]> {
  const { results } = await checkServer(url);
  return results.filter(({ found }) => found !== undefined).map(({ id }) => id);
}

/** What these hosts do, by their own documentation: neither knows of CORS. */
const NO_CORS = ['cors', 'cors-missing', 'preflight'];
const NO_CARE = ['cache-control', 'nosniff'];

test('nginx as Debian has it: right bytes, no CORS', async (context) => {
  const host = await startNginx(at('ranges-true'));
  context.after(() => host.close());
  await assertSameBytes(host, at('ranges-true'));
  const expected = [...NO_CORS, 'cors-part', 'cors-refused', 'cors-exposed', 'not-modified', ...NO_CARE];
  for (const path of ['vol@1', 'vol@1/row/0.shard', 'packed'])
    assert.deepEqual((await foundAt(`${host.url}/data/${path}`)).sort(), [...expected].sort(), path);
});

test('nginx with the written file: nothing is missing, and nothing uploaded runs', async (context) => {
  const root = at('ranges-true');
  const host = await startNginx(root, join(root, '_nginx.conf'));
  context.after(() => host.close());
  await assertSameBytes(host, root);
  for (const path of ['vol@1', 'vol@1/row/0.shard', 'vol@1/skeletons', 'packed', 'legacy'])
    assert.deepEqual(await foundAt(`${host.url}/data/${path}`), [], path);
  const { headers } = await fetch(`${host.url}/data/evil.html`);
  assert.equal(headers.get('content-type'), 'application/octet-stream');
  assert.match(headers.get('content-security-policy') ?? '', /sandbox/);
});

test("Python's http.server: right bytes without ranges, no CORS", async (context) => {
  const root = at('ranges-false');
  const host = await startPython(root);
  context.after(() => host.close());
  await assertSameBytes(host, root);
  const ranges = ['range', 'range-open', 'range-suffix', 'range-clamp', 'range-beyond'];
  const expected = [...NO_CORS, ...ranges, 'cors-exposed', 'etag', ...NO_CARE];
  for (const path of ['vol@1', 'vol@1/row/0-1_0-1_0-1', 'packed'])
    if (path !== 'vol@1/row/0-1_0-1_0-1')
      assert.deepEqual((await foundAt(`${host.url}/data/${path}`)).sort(), [...expected].sort(), path);
});
