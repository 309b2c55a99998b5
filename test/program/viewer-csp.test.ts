/** The built page under the strictest policy that a page around it may have, Trusted Types included. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type OpenPage, openPage } from '../support/chromium-page.ts';
import { type Served, serveFolder } from '../support/program.ts';

let folder = '';
let served: Served;
let opened: OpenPage;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-csp-'));
  served = await serveFolder(folder);
  opened = await openPage('about:blank');
});
after(async () => {
  await opened.close();
  await served.stop();
  await rm(folder, { recursive: true, force: true });
});

const DATA = 'https://data.example';
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  `connect-src 'self' ${DATA}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html floodlight-worker',
];

const INFO = {
  '@type': 'neuroglancer_multiscale_volume',
  type: 'image',
  data_type: 'uint8',
  num_channels: 1,
  scales: [
    {
      key: 's',
      resolution: [8, 8, 8],
      size: [8, 8, 8],
      voxel_offset: [0, 0, 0],
      chunk_sizes: [[8, 8, 8]],
      encoding: 'raw',
    },
  ],
};

/** Opens the page with a state, under a policy. @returns what the page says it shows, and its complaints. */
async function show(workers: string) {
  const { page, errors } = opened;
  errors.length = 0;
  await page.unrouteAll();
  const headers = { 'access-control-allow-origin': '*' };
  await page.route(`${DATA}/**`, (route) =>
    route.request().url().endsWith('/info')
      ? route.fulfill({ json: INFO, headers })
      : route.fulfill({ body: Buffer.alloc(512, 200), headers, contentType: 'application/octet-stream' }),
  );
  const address = `${new URL(served.url).origin}/`;
  await page.route(address, async (route) => {
    const response = await route.fetch();
    const policy = [...POLICY, `worker-src ${workers}`].join('; ');
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  const state = { layers: [{ type: 'image', name: 'em', source: `precomputed://${DATA}/em` }] };
  await page.goto('about:blank');
  await page.goto(`${address}#!${encodeURIComponent(JSON.stringify(state))}`);
  await page.waitForFunction(() => {
    const status = document.querySelector('floodlight-viewer')?.shadowRoot?.querySelector('.status');
    return /em\s*200/.test(status?.textContent ?? '');
  });
  await page.keyboard.press('Tab');
  return [...errors];
}

test('with workers of the same origin: the voxels are read, and nothing breaks the policy', async () => {
  assert.deepEqual(await show("'self'"), []);
});

test('without any worker the page decodes by itself', async () => {
  const complaints = await show("'none'");
  // The browser says that it stopped the worker; nothing else may be there.
  assert.ok(complaints.length > 0);
  for (const line of complaints) assert.match(line, /worker/i);
});
