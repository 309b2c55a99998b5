/** The tools and shader controls of viewer.md, and the layouts around them: each is read and written as it stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, type JsonObject, readState, writeState } from '../../../datasets/links/index.ts';

function roundOfTools(bindings: Json) {
  const { state, warnings } = readState({ toolBindings: bindings });
  return { tools: state.toolBindings, written: writeState(state)['toolBindings'], warnings };
}

const NAMED = [
  ...['annotatePoint', 'annotateLine', 'annotateBoundingBox', 'annotateEllipsoid', 'annotatePolyline'],
  ...['mergeSegments', 'splitSegments', 'selectSegments', 'selectNextAnnotation', 'selectPreviousAnnotation'],
  ...['opacity', 'blend', 'colorSeed', 'skeletonRendering.mode2d', 'crossSectionRenderScale'],
];
const WITH_OPTIONS: readonly JsonObject[] = [
  { type: 'dimension', dimension: 'z' },
  { type: 'shaderControl', control: 'gain' },
  { type: 'skeletonShaderControl', control: 'width' },
  { type: 'annotateEnumProperty', property: 'kind' },
  { type: 'toggleBoolProperty', property: 'done' },
  { type: 'annotateNumberProperty', property: 'size' },
  { type: 'aToolOfTomorrow', deep: { a: [1, '2'] } },
];

test('viewer.md 3.6: tools by their name', () => {
  for (const name of NAMED) {
    const { tools, written, warnings } = roundOfTools({ A: name, Z: { type: name } });
    assert.deepEqual(
      [tools, written, warnings],
      [{ A: { type: name }, Z: { type: name } }, { A: name, Z: name }, []],
    );
  }
});

test('viewer.md 3.6: tools with options', () => {
  for (const json of WITH_OPTIONS) {
    const { tools, written, warnings } = roundOfTools({ Q: json });
    const { type, ...options } = json;
    assert.deepEqual([tools, written, warnings], [{ Q: { type, options } }, { Q: json }, []]);
  }
});

test('a tool without a type, and a key that is no letter, are told and left out', () => {
  const { written, warnings } = roundOfTools({ A: 7, B: {}, ab: 'opacity', C: 'opacity' });
  assert.deepEqual(written, { C: 'opacity' });
  assert.equal(warnings.length, 3);
});

const CONTROLS: readonly (readonly [name: string, value: Json])[] = [
  ['slider', 0.25],
  ['color', '#ff8000'],
  ['checkbox', true],
  ['select', 'nearest'],
  ['invlerp', { range: [10, 200], window: [0, 255], channel: [0, 1] }],
  ['invlerp of a property', { range: [-1, 1], property: 'score' }],
  [
    'ends of 64 bits',
    { range: ['9007199254740993', '18446744073709551615'], window: [0, '18446744073709551615'] },
  ],
  [
    'transferFunction',
    {
      controlPoints: [
        [0, '#000000', 0],
        ['18446744073709551615', '#ffffff', 1],
      ],
      window: [0, 255],
      channel: [],
      defaultColor: '#00ff00',
    },
  ],
];

for (const [name, value] of CONTROLS) {
  test(`viewer.md 3.7: ${name}`, () => {
    const layer = {
      type: 'image',
      name: 'em',
      source: 'precomputed://gs://b/em',
      shaderControls: { gain: value },
    };
    const { state, warnings } = readState({ layers: [layer] });
    assert.deepEqual(warnings, []);
    assert.deepEqual(writeState(state)['layers'], [layer]);
  });
}

test('viewer.md 3.5: every key of a viewer, of a cross-section, and every way of linking', () => {
  const linked = { link: 'relative', value: [1, 2, 3] };
  const alone = { link: 'unlinked', value: 4 };
  const layout = {
    type: 'column',
    children: [
      {
        type: 'viewer',
        flex: 2,
        layers: ['a', 'b'],
        layout: {
          type: 'yz-3d',
          orthographicProjection: true,
          crossSections: {
            one: { width: 10, height: 20, position: linked, orientation: linked, scale: alone },
          },
        },
        position: linked,
        velocity: { link: 'unlinked', value: { z: { velocity: 3 } } },
        displayDimensions: { link: 'unlinked', value: ['x', 'z', 'y'] },
        dimensionRenderScales: { link: 'unlinked', value: { z: 2 } },
        crossSectionOrientation: { link: 'relative', value: [0, 0, 0, 1] },
        crossSectionScale: alone,
        crossSectionDepth: alone,
        projectionOrientation: { link: 'unlinked', value: [0, 1, 0, 0] },
        projectionScale: alone,
        projectionDepth: alone,
        toolBindings: { A: 'opacity' },
      },
    ],
  };
  const { state, warnings } = readState({ layout });
  assert.deepEqual(warnings, []);
  assert.deepEqual(writeState(state)['layout'], layout);
  // Linked is what an absent value means.
  const follows = { type: 'viewer', layers: [], position: { link: 'linked' } };
  const written = writeState(readState({ layout: follows }).state)['layout'];
  assert.deepEqual(written, { type: 'viewer', layers: [], position: {} });
});
