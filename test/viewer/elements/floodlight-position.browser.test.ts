import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightPosition, FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, mount, next } from '../support/harness.ts';

afterEach(() => document.body.replaceChildren());

test('the field shows the place, and goes to one that is typed, with brackets or without', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer style="display: block; width: 300px; height: 200px" layout="xy">${IMAGE}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  await viewer.updateComplete;
  const part = viewer.renderRoot.querySelector('floodlight-position') as FloodlightPosition;
  await part.updateComplete;
  const field = part.renderRoot.querySelector('input') as HTMLInputElement;
  assert.equal(field.value, '6, 4, 1');
  const type = (text: string) => {
    field.value = text;
    field.dispatchEvent(new Event('change'));
  };
  type('[3, 2, 1]');
  assert.deepEqual(viewer.position, [3, 2, 1]);
  type('3, 2');
  assert.equal(field.validity.valid, false);
  assert.deepEqual(viewer.position, [3, 2, 1]);
});
