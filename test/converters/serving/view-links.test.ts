import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { findViewLinks } from '../../../converters/serving/index.ts';
import { parseLink } from '../../../datasets/links/index.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-views-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const view = (...urls: string[]) =>
  JSON.stringify({ layers: urls.map((source, i) => ({ type: 'image', name: `${i}`, source })) });

test('a link for each view, in the folder and in folders of it; sources become absolute', async () => {
  await mkdir(join(folder, 'my fly'));
  await mkdir(join(folder, 'broken'));
  await writeFile(join(folder, 'viewer.json'), view('precomputed://.', 'precomputed://https://host/a'));
  await writeFile(join(folder, 'my fly/viewer.json'), view('precomputed://image'));
  await writeFile(join(folder, 'broken/viewer.json'), 'no JSON');
  const links = await findViewLinks(folder, 'http://127.0.0.1:1');
  assert.deepEqual(
    links.map(({ file, page }) => [file, page]),
    [
      ['viewer.json', 'http://127.0.0.1:1/?view=data/viewer.json'],
      ['my fly/viewer.json', 'http://127.0.0.1:1/?view=data/my%20fly/viewer.json'],
    ],
  );
  const sources = links.map(({ neuroglancer }) => {
    const link = parseLink(neuroglancer);
    assert.equal(link.kind, 'state');
    const { layers } = link.state as unknown as { layers: { source: string }[] };
    return layers.map(({ source }) => source);
  });
  assert.deepEqual(sources, [
    ['precomputed://http://127.0.0.1:1/data', 'precomputed://https://host/a'],
    ['precomputed://http://127.0.0.1:1/data/my%20fly/image'],
  ]);
});
