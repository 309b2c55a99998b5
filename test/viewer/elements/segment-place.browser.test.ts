import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { nearestToMiddle } from '../../../viewer/elements/segment-place.ts';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, labels, mount, next, words } from '../support/harness.ts';
import { WIDE_LABEL } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

test('a point of the segment itself: the one nearest to the middle', () => {
  // A U: its middle is in none of its arms.
  const u = [0, 0, 0, 0, 8, 0, 10, 9, 0, 20, 8, 0, 20, 0, 0];
  assert.deepEqual(nearestToMiddle([100, 0, 5], new Float32Array(u)), [110, 9, 5]);
  assert.equal(nearestToMiddle([0, 0, 0], new Float32Array()), undefined);
});

test('a viewer goes to a segment with a mesh, and says what is wrong of one without', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer style="display: block; width: 404px; height: 430px">${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const moved = next(viewer, 'floodlight-position-change');
  assert.equal(await viewer.goToSegment(WIDE_LABEL), true);
  const { detail } = await moved;
  // A corner of its cube, 20 to 100, 0 to 80 and -30 to 50 nm.
  for (const [i, ends] of [
    [2, 10],
    [0, 8],
    [-3, 5],
  ].entries())
    assert.ok(ends.includes(detail.position[i as 0]));
  assert.equal(await viewer.goToSegment('1', 'cells'), false);
  await viewer.updateComplete;
  assert.match(words(viewer, 'messages'), /not found.*mesh/);
  assert.equal(await viewer.goToSegment('1', 'none'), false);
});
