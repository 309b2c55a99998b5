/**
 * The same state, opened here and in a client made of the npm package `neuroglancer`: the same voxels and colours at the same
 * places of the cross-sections. Neuroglancer decides which pixels may differ: those at borders of its own pictures of the labels.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { JsonObject } from '../../datasets/links/index.ts';
import { type OpenViewer, openOurs, openPeer, type Rectangle } from '../support/peer/open-both.ts';
import { type ServedViewers, serveViewers } from '../support/peer/serve-both.ts';
import { writeData } from './data.ts';
import { countColors, differencesIn, isAtBorder } from './picture-diff.ts';
import { comparedStates, labelsAround, scenePanel } from './states.ts';

const VIEWPORT = { width: 400, height: 280 };
const LEAST_EQUAL = 0.995;

let folder = '';
let served: ServedViewers;
let ours: OpenViewer;
let peer: OpenViewer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-compare-'));
  [served] = await Promise.all([serveViewers(folder), writeData(folder)]);
  [ours, peer] = await Promise.all([openOurs(served, VIEWPORT), openPeer(served, VIEWPORT)]);
});
after(async () => {
  await Promise.all([ours?.close(), peer?.close()]);
  await served?.close();
  await rm(folder, { recursive: true, force: true });
});

test('there are at least 20 states, and no two show the same', async () => {
  const states = comparedStates('');
  assert.ok(states.length >= 20, `${states.length}`);
  assert.equal(new Set(states.map(({ state }) => JSON.stringify(state))).size, states.length);
});

for (const [index, { name }] of comparedStates('').entries()) {
  test(name, async (t) => {
    const { state } = comparedStates(served.data)[index] as { state: JsonObject };
    const here = await ours.shoot(state);
    const there = await peer.shoot(state);
    assert.deepEqual(sorted(here.panels), sorted(there.panels), 'panels of equal size at equal places');
    const slices = sorted(here.panels).filter((_, i) => i !== scenePanel(state));
    for (const panel of slices)
      assert.ok(countColors(there.picture, panel) >= 3, 'a panel with something in it');
    const { compared, pixels } = differencesIn(here.picture, there.picture, slices);
    t.diagnostic(`${name}: ${pixels.length} of ${compared} pixels differ`);
    assert.ok(pixels.length <= compared * (1 - LEAST_EQUAL), `${pixels.length} of ${compared} pixels differ`);
    if (pixels.length === 0) return;
    let strays = pixels;
    for (const labels of labelsAround(state, served.data)) {
      const { picture } = await peer.shoot(labels);
      strays = strays.filter((pixel) => !isAtBorder(picture, pixel));
      if (strays.length === 0) return;
    }
    assert.deepEqual(strays, [], 'differences are at borders');
  });
}

test('a difference is seen: other colours, another place by a voxel', async () => {
  const { state } = comparedStates(served.data)[0] as { state: JsonObject };
  const there = await peer.shoot(state);
  const changes: readonly JsonObject[] = [{ position: [32.03, 28.03, 15.28] }, { crossSectionScale: 0.26 }];
  for (const change of changes) {
    const here = await ours.shoot({ ...state, ...change });
    const slices = sorted(here.panels).filter((_, i) => i !== scenePanel(state));
    const { compared, pixels } = differencesIn(here.picture, there.picture, slices);
    assert.ok(pixels.length > compared * (1 - LEAST_EQUAL), JSON.stringify(change));
  }
});

/** From the top, then from the left; whole pixels. */
const sorted = (panels: readonly Rectangle[]): Rectangle[] =>
  panels.map(({ x, y, width, height }) => ({ x, y, width, height })).sort((a, b) => a.y - b.y || a.x - b.x);
