import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { between, slerp } from '../../../viewer/elements/glide.ts';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import type { View } from '../../../viewer/state/index.ts';
import { IMAGE, labels, mount, next, panelOf } from '../support/harness.ts';

afterEach(() => document.body.replaceChildren());

const DIMENSIONS = { x: [1e-8, 'm'], y: [1e-8, 'm'], z: [1e-8, 'm'] };

async function open(): Promise<FloodlightViewer> {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer position="3,3,1" zoom="0.5" style="display: block; width: 404px; height: 430px">${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  return viewer;
}

const close = (got: readonly number[], wanted: readonly number[]) =>
  assert.ok(
    wanted.every((v, i) => Math.abs((got[i] as number) - v) < 1e-9),
    `${got} for ${wanted}`,
  );

test('half way: zooms by their logarithm, turns the shorter way round', () => {
  const view = {
    position: [0, 0, 0],
    zoom: 1,
    sceneNmPerPixel: 1,
    rotation: [0, 0, 0, 1],
    sliceRotation: [0, 0, 0, 1],
  };
  const a = view as unknown as View;
  const b = { ...view, position: [30, 0, 0], zoom: 4, rotation: [0, 0, -1, 0] } as unknown as View;
  const half = between(a, b, 0.5);
  assert.equal(half.zoom, 2);
  close(half.position, [10, 0, 0]);
  close(half.rotation.map(Math.abs), [0, 0, Math.SQRT1_2, Math.SQRT1_2]);
  close(between(a, b, 1).position, b.position);
  close(slerp([0, 0, 0, 1], [0, 0, 0, -1], 0.3), [0, 0, 0, 1]);
});

test('a state is gone to on a way, with its layers and its layout, and is one step of undo', async () => {
  const viewer = await open();
  const places = new Set<number>();
  const watch = setInterval(() => places.add(viewer.position?.[0] ?? 0), 5);
  const state = { dimensions: DIMENSIONS, position: [8, 4, 2], crossSectionScale: 0.125, layout: 'xy-3d' };
  assert.equal(await viewer.goTo(state, { durationMs: 400 }), true);
  clearInterval(watch);
  assert.ok(places.size > 3, `${[...places]}`);
  close(viewer.position ?? [], [8, 4, 2]);
  assert.equal(viewer.zoom, 0.125);
  assert.equal(viewer.layout, 'xy-3d');
  assert.equal((viewer.state['layers'] as unknown[]).length, 2, 'what it does not name stays');
  viewer.undo();
  close(viewer.position ?? [], [3, 3, 1]);
  assert.equal(viewer.layout, '4panel');
});

test('a state in other units is the same place; without a duration it is there at once', async () => {
  const viewer = await open();
  const nm = { x: [1e-9, 'm'], y: [1e-9, 'm'], z: [1e-9, 'm'] };
  assert.equal(await viewer.goTo({ dimensions: nm, position: [50, 40, 10], crossSectionScale: 2.5 }), true);
  close(viewer.position ?? [], [5, 4, 1]);
  assert.equal(viewer.zoom, 0.25);
});

test('a reader’s hand, another way, and leaving the page end it; a wrong state moves nothing', async () => {
  const viewer = await open();
  const to = (x: number) => ({ dimensions: DIMENSIONS, position: [x, 4, 2] });
  const first = viewer.goTo(to(9), { durationMs: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const surface = panelOf(viewer, 'xy').shadowRoot?.querySelector('.surface');
  surface?.dispatchEvent(
    new KeyboardEvent('keydown', { code: 'Comma', key: ',', bubbles: true, composed: true }),
  );
  assert.equal(await first, false);
  const second = viewer.goTo(to(2), { durationMs: 60_000 });
  const third = viewer.goTo(to(7), { durationMs: 10 });
  assert.deepEqual([await second, await third], [false, true]);
  const fourth = viewer.goTo(to(2), { durationMs: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  viewer.remove();
  assert.equal(await fourth, false);
  const other = await open();
  await assert.rejects(other.goTo('#!{"a":'), { name: /Error$/ });
  close(other.position ?? [], [3, 3, 1]);
});

test('a position without dimensions is in voxels of what is shown, or refused; every goTo tells of the change', async () => {
  const viewer = await open();
  let told = 0;
  viewer.addEventListener('floodlight-state-change', () => told++);
  assert.equal(await viewer.goTo({ position: [7, 5, 2] }), true);
  close(viewer.position ?? [], [7, 5, 2]);
  assert.ok(told > 0, 'a state');
  told = 0;
  viewer.goTo([4, 4, 1]);
  await viewer.updateComplete;
  await Promise.resolve();
  close(viewer.position ?? [], [4, 4, 1]);
  assert.ok(told > 0, 'a place');
  await assert.rejects(
    viewer.goTo({ position: [7, 5] }),
    /position: expected a number for x, y and z, got \[7,5\]/,
  );
  close(viewer.position ?? [], [4, 4, 1]);
});
