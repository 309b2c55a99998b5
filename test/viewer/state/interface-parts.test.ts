import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readState } from '../../../datasets/links/index.ts';
import { hiddenParts } from '../../../viewer/state/index.ts';

test('a page names parts, a state has Neuroglancer’s keys; unknown names hide nothing', () => {
  const { state } = readState({ showLocation: false, showUIControls: false, showPanelBorders: true });
  assert.deepEqual([...hiddenParts('tools  axis-lines nonsense', {})].sort(), ['axis-lines', 'tools']);
  assert.deepEqual([...hiddenParts('', state)].sort(), ['location', 'top-bar']);
  assert.equal(hiddenParts('', {}).size, 0);
});
