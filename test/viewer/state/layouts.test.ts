import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAYOUT_ROWS, LAYOUTS, type Layout, toggleLayout } from '../../../viewer/state/index.ts';

test('layouts have the panels that their names say, in the order of the specification', () => {
  assert.equal(LAYOUTS.length, 9);
  assert.deepEqual(LAYOUT_ROWS['4panel'].flat(), ['xy', 'xz', '3d', 'yz']);
  assert.deepEqual(LAYOUT_ROWS['4panel-alt'].flat(), ['xy', 'yz', 'xz', '3d']);
  for (const layout of LAYOUTS) {
    if (!layout.startsWith('4panel')) assert.equal(LAYOUT_ROWS[layout].flat().join('-'), layout);
  }
});

/** What space and Shift+space do: spec/viewer.md 2.1, line by line. */
const TOGGLES: readonly (readonly [Layout, 'xy' | 'xz' | 'yz' | '3d', Layout, Layout])[] = [
  ['4panel', 'xy', 'xy', 'xy-3d'],
  ['4panel', 'yz', 'yz', 'yz-3d'],
  ['4panel-alt', 'xz', 'xz', 'xz-3d'],
  ['4panel', '3d', '3d', '4panel-alt'],
  ['4panel-alt', '3d', '3d', '4panel'],
  ['xz', 'xz', '4panel-alt', 'xz-3d'],
  ['3d', '3d', '4panel-alt', '4panel-alt'],
  ['xy-3d', 'xy', 'xy', '4panel-alt'],
  ['xy-3d', '3d', '3d', '4panel-alt'],
];

test('space and Shift+space go where Neuroglancer goes', () => {
  for (const [layout, pane, plain, shifted] of TOGGLES) {
    assert.equal(toggleLayout(layout, pane, false), plain, `${layout} ${pane} space`);
    assert.equal(toggleLayout(layout, pane, true), shifted, `${layout} ${pane} shift+space`);
  }
});
