/** From labels to readers without a server of ours: `convert --all`, `publish --static`, and hosts of plain files. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { registerNodeCodecs } from '../../datasets/codecs/index.node.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { decodeLegacyFragment } from '../../datasets/precomputed/meshes/index.ts';
import { decodeSkeleton } from '../../datasets/precomputed/skeletons/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { createHttpStore } from '../../datasets/stores/index.ts';
import { openPage } from '../support/chromium-page.ts';
import { runFloodlight } from '../support/program.ts';
import { startNginx, startPython } from '../support/static-hosts.ts';
import { readDataset, writePhantom } from '../support/whole-dataset.ts';

const SIZE = 48;
let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);

before(async () => {
  registerNodeCodecs();
  folder = await mkdtemp(join(tmpdir(), 'floodlight-static-'));
  await writePhantom(folder, SIZE);
  const made = await runFloodlight(
    ...['convert', `${at('labels.npz')}:a`, at('cells'), '--all', '--image', `${at('image.npz')}:a`],
    ...['--sharded', '--resolution', '8,8,8', '--chunk-size', '16,16,16'],
  );
  assert.equal(made.code, 0, made.stderr);
});
after(() => rm(folder, { recursive: true, force: true }));

test('with ranges, behind nginx: the same bytes, and a page that shows them', async (context) => {
  const { code, stdout, stderr } = await runFloodlight(
    'publish',
    '--static',
    at('cells'),
    at('www'),
    '--json',
  );
  assert.equal(code, 0, stderr);
  assert.deepEqual((JSON.parse(stdout) as { views: string[] }).views, ['viewer.json']);
  const host = await startNginx(at('www'), at('www', '_nginx.conf'));
  context.after(() => host.close());
  const local = await readDataset(createFileStore(at('cells', 'segmentation')));
  assert.deepEqual(await readDataset(createHttpStore(`${host.url}/data/segmentation`)), local);
  const { page, errors, close } = await openPage(`${host.url}/?view=data/viewer.json`);
  context.after(close);
  // The status line names what lies below the cross: voxels that were read.
  await page.waitForFunction(() => {
    const status = document.querySelector('floodlight-viewer')?.shadowRoot?.querySelector('.status');
    return /image\s*\d+.*segmentation\s*\d+/s.test(status?.textContent ?? '');
  });
  assert.deepEqual(errors, []);
});

test('without ranges, behind http.server: the same voxels and skeletons, the finest meshes', async (context) => {
  const { code, stderr } = await runFloodlight('publish', '--static', at('cells'), at('flat'), '--no-ranges');
  assert.equal(code, 0, stderr);
  const names = await readdir(at('flat', 'data'), { recursive: true });
  assert.deepEqual(
    names.filter((name) => name.endsWith('.shard')),
    [],
  );
  const host = await startPython(at('flat'));
  context.after(() => host.close());
  const local = await readDataset(createFileStore(at('cells', 'segmentation')));
  // Whatever asks for a part is told, not served.
  const asked = createHttpStore(`${host.url}/data/segmentation`);
  const store: typeof asked = {
    ...asked,
    get: (key, options) => {
      assert.equal(options?.range, undefined, key);
      return asked.get(key, options);
    },
  };
  const dataset = await openPrecomputed(store);
  for (const [i, { size, voxelOffset: begin }] of dataset.info.scales.entries()) {
    const end = [begin[0] + size[0], begin[1] + size[1], begin[2] + size[2]] as const;
    assert.deepEqual((await dataset.volume(i).read({ begin, end })).data, local.scales[i], `scale ${i}`);
  }
  const id = (local.scales[0] as BigUint64Array).find((label) => label > 0n)!;
  const skeleton = decodeSkeleton((await store.get(`skeletons/${id}`))!, [
    { id: 'radius', dataType: 'float32', numComponents: 1 },
  ]);
  assert.deepEqual(skeleton, local.skeleton);
  const mesh = decodeLegacyFragment((await store.get(`mesh/${id}`))!);
  const finest = local.lods[0]!.flatMap(({ positions }) => [...Float32Array.from(positions)]);
  assert.deepEqual([...mesh.positionsNm], finest);
  assert.equal(
    mesh.indices.length,
    local.lods[0]!.reduce((sum, { indices }) => sum + indices.length, 0),
  );
});

test('flags that would do nothing are refused', async () => {
  const table: readonly (readonly [string[], RegExp])[] = [
    [['--static', at('cells'), at('x'), '--as', 'a@1'], /--as: expected no flags for buckets/],
    [['--static', at('cells'), at('x'), '--dry-run'], /--dry-run: expected no flags for buckets/],
    [[at('cells'), 'r2://bucket', '--no-ranges'], /--no-ranges: expected --static/],
    [['--static', at('cells'), at('www')], /expected no such folder yet/],
  ];
  for (const [args, message] of table) {
    const { code, stderr } = await runFloodlight('publish', ...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
});
