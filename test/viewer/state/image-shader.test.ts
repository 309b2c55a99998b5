import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readState } from '../../../datasets/links/index.ts';
import { COLOR_MAPS, layersOf, readImageShader, writeImageShader } from '../../../viewer/state/index.ts';

test('grey and nearest need no shader; every other look is read back from its own', () => {
  assert.equal(writeImageShader({ colorMap: undefined, isSmooth: false }), undefined);
  for (const colorMap of [undefined, ...COLOR_MAPS]) {
    for (const isSmooth of [true, false]) {
      const shader = writeImageShader({ colorMap, isSmooth });
      if (shader === undefined) continue;
      assert.deepEqual(readImageShader(shader), { colorMap, isSmooth });
      assert.match(shader, /#uicontrol invlerp normalized\n/, "Neuroglancer's own control");
    }
  }
});

test('a shader that somebody wrote or changed is not taken for one of ours', () => {
  const shader = writeImageShader({ colorMap: 'magma', isSmooth: true }) as string;
  const changed = [
    '',
    'void main() { emitGrayscale(normalized()); }',
    shader.replace('emitRGB', 'emitRGBA'),
    `${shader}\n`,
    shader.replace('magma', 'viridis'),
    shader.replace('magma', 'constructor'),
  ];
  for (const text of changed) assert.equal(readImageShader(text), undefined, text);
});

test('a state with one of our shaders shows its look, with the window beside it', () => {
  const shader = writeImageShader({ colorMap: 'viridis', isSmooth: true });
  const layer = {
    type: 'image',
    name: 'em',
    source: 'precomputed://https://host/em',
    shader: shader as string,
    shaderControls: { normalized: { range: [20, 200] } },
  };
  const [shown] = layersOf(readState({ layers: [layer] }).state);
  assert.equal(shown?.spec?.image?.colorMap, 'viridis');
  assert.equal(shown?.spec?.image?.isSmooth, true);
  assert.deepEqual(shown?.spec?.image?.channels?.[0]?.window, [20, 200]);
});
