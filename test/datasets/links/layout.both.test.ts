import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, LAYOUT_NAMES, readState, writeState } from '../../../datasets/links/index.ts';

function round(layout: Json) {
  const { state, warnings } = readState({ layout });
  return {
    layout: state.layout,
    written: writeState(state)['layout'],
    warnings: warnings.map(({ path }) => path),
  };
}

test('every name is a layout; a name stays a name', () => {
  for (const name of LAYOUT_NAMES) {
    assert.deepEqual(round(name).layout, { type: name });
    assert.deepEqual(round({ type: name }).written, name === '4panel' ? undefined : name);
  }
});

test('rows, columns and viewers nest', () => {
  const nested: Json = {
    type: 'row',
    flex: 2,
    children: [
      '3d',
      {
        type: 'column',
        children: [
          {
            type: 'viewer',
            flex: 3,
            layers: ['a'],
            layout: { type: 'xy-3d', orthographicProjection: true },
            position: { link: 'relative', value: [1, 2, 3] },
            projectionScale: { link: 'unlinked', value: 7 },
            toolBindings: { A: 'opacity' },
          },
          {
            type: '3d',
            crossSections: { one: { width: 10, position: { link: 'unlinked', value: [1, 2, 3] } } },
          },
        ],
      },
    ],
  };
  const { written, warnings } = round(nested);
  assert.deepEqual(warnings, []);
  assert.deepEqual(written, nested);
});

test('a value without a link stands alone, and wrong parts are left out', () => {
  const bare = round({ type: 'viewer', crossSectionScale: 2, layers: [] });
  assert.deepEqual(bare.written, {
    type: 'viewer',
    layers: [],
    crossSectionScale: { link: 'unlinked', value: 2 },
  });
  const wrong = round({ type: 'row', children: ['xy', 'round', 3] });
  assert.deepEqual(wrong.written, { type: 'row', children: ['xy'] });
  assert.deepEqual(wrong.warnings, ['layout.children[1]', 'layout.children[2]']);
});
