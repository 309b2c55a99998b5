import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type {
  FloodlightScene,
  FloodlightSlice,
  FloodlightViewer,
  PickDetail,
} from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, labels, mount, next, panelOf } from '../support/harness.ts';
import { greyAt, WIDE_LABEL } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

const SIZE = 'style="display: block; width: 404px; height: 430px"';

/** Presses at CSS pixels from a panel's centre, and lets go some pixels away. */
function press(panel: HTMLElement, [dx, dy]: readonly [number, number], away = 0): void {
  const surface = (panel as FloodlightSlice).renderRoot.querySelector('.surface') as HTMLElement;
  const { left, top, width, height } = surface.getBoundingClientRect();
  const at = (shift: number) => ({
    button: 0,
    pointerId: 1,
    clientX: left + width / 2 + dx + shift,
    clientY: top + height / 2 + dy,
  });
  // Capture is for pointers that exist; those of scripts do not.
  surface.setPointerCapture = () => undefined;
  surface.dispatchEvent(new PointerEvent('pointerdown', at(0)));
  surface.dispatchEvent(new PointerEvent('pointermove', at(away)));
  surface.dispatchEvent(new PointerEvent('pointerup', at(away)));
}

function listen(element: HTMLElement): PickDetail[] {
  const picks: PickDetail[] = [];
  element.addEventListener('floodlight-pick', ({ detail }) => picks.push(detail));
  return picks;
}

test('a click on a cross-section tells the place in voxels and nanometres and what each layer has there', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} position="5,4,1" zoom="0.125">${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const picks = listen(document.body);
  // Eight pixels a voxel: two to the right, one up, in the middle of voxel (7, 3, 1).
  press(panelOf(viewer, 'xy'), [20, -4]);
  assert.equal(picks.length, 1, 'it leaves the shadow trees');
  const [{ panel, position, positionNm, layers }] = picks as [PickDetail];
  assert.equal(panel, 'xy');
  assert.deepEqual(position.map(Math.floor), [7, 3, 1]);
  assert.deepEqual(
    positionNm.map((nm) => Math.floor(nm / 10)),
    [7, 3, 1],
  );
  assert.deepEqual(layers, [
    { name: 'em', type: 'image', value: greyAt([7, 3, 1]), segment: undefined },
    { name: 'cells', type: 'segmentation', value: WIDE_LABEL, segment: WIDE_LABEL },
  ]);
});

test('a drag picks nothing, and hidden layers are not picked', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} position="5,4,1" zoom="0.125">${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const picks = listen(viewer);
  press(panelOf(viewer, 'xz'), [20, 4], 12);
  assert.equal(picks.length, 0);
  viewer.position = [5, 4, 1];
  viewer.model.setLayer('cells', { visible: false });
  await next(viewer, 'floodlight-idle');
  press(panelOf(viewer, 'xz'), [20, 4]);
  assert.deepEqual(
    picks[0]?.layers.map(({ name }) => name),
    ['em'],
  );
});

test('a click on a mesh tells its segment and where its surface is; beside it, nothing', async () => {
  const scene = await mount<FloodlightScene>(
    `<floodlight-scene ${SIZE}>${labels(String(WIDE_LABEL))}</floodlight-scene>`,
  );
  await next(scene, 'floodlight-idle');
  const picks = listen(scene);
  press(scene, [12, 12]);
  press(scene, [195, 190]);
  assert.equal(picks.length, 1);
  const [{ panel, positionNm, layers }] = picks as [PickDetail];
  assert.equal(panel, '3d');
  assert.deepEqual(layers, [{ name: 'cells', type: 'segmentation', value: WIDE_LABEL, segment: WIDE_LABEL }]);
  // The cube goes from (20, 0, -30) to (100, 80, 50): the point lies on one of its faces.
  const offsets = positionNm.map((nm, i) => Math.abs(nm - ([60, 40, 10][i] as number)));
  assert.ok(Math.abs(Math.max(...offsets) - 40) < 1, `${positionNm}`);
});
