import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightSlice, FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { segmentColor } from '../../../viewer/state/index.ts';
import { IMAGE, labels, mount, next, panelOf, picture } from '../support/harness.ts';
import { greyAt, WIDE_LABEL } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

const SIZE = 'style="display: block; width: 300px; height: 260px"';
const VIEW = 'layout="xy" position="5,4,1" zoom="0.125"';

test('a million segments of a state: listed in part, coloured, written back whole', async () => {
  const count = 1_000_000;
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} ${VIEW}>${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const [em, cells] = viewer.state['layers'] as object[];
  const segments = Array.from({ length: count }, (_, i) => String(WIDE_LABEL + BigInt(i)));
  viewer.state = { ...viewer.state, layers: [em, { ...cells, segments }] } as never;
  await next(viewer, 'floodlight-idle');
  const shown = viewer.state['layers'] as { segments?: string[] }[];
  assert.equal(shown[1]?.segments?.length, count);
  assert.equal(shown[1]?.segments?.at(-1), `${WIDE_LABEL + BigInt(count - 1)}`);
  const panel = panelOf(viewer, 'xy') as FloodlightSlice;
  const { at } = await picture(viewer);
  const grey = greyAt([5, 4, 1]);
  segmentColor(WIDE_LABEL).forEach((v, c) => {
    const got = at(panel, [4, 4])[c] as number;
    assert.ok(Math.abs(got - (grey + 255 * v) / 2) <= 1, `the chosen one: ${got}`);
  });
  const plain = greyAt([4, 4, 1]);
  assert.deepEqual(at(panel, [-4, 4]), [plain, plain, plain], 'one that is not chosen');
  assert.ok(viewer.renderRoot.querySelectorAll('*').length < 500, 'no element a segment');
});
