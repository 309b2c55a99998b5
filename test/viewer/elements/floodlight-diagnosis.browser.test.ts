import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import '../../../viewer/elements/floodlight-diagnosis.ts';
import { mount } from '../support/harness.ts';

afterEach(() => document.body.replaceChildren());

test('the panel names graphics and every source, with a cure for the one that is not there', async () => {
  const source = `precomputed://${location.origin}/none`;
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer style="display: block; width: 400px; height: 300px"><floodlight-layer type="image" name="em" source="${source}"></floodlight-layer></floodlight-viewer>`,
  );
  await viewer.updateComplete;
  viewer.renderRoot.querySelector<HTMLElement>('.ask')?.click();
  const findings = () => {
    const panel = viewer.renderRoot.querySelector('floodlight-diagnosis');
    return [...(panel?.renderRoot.querySelectorAll('dt, dd') ?? [])].map((each) =>
      (each.textContent ?? '').trim(),
    );
  };
  for (let i = 0; i < 100 && findings().length === 0; i++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const said = findings().join('\n');
  assert.match(said, /WebGL2\nthere, with \d+ extensions/);
  assert.match(said, /Renderer\n.*(SwiftShader|ANGLE|GL)/i);
  assert.match(said, /Layer em\n404: there is no info file\.\s*Check the address/);
});
