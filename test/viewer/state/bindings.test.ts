import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionOf, BINDINGS, inputOfKey, inputWords } from '../../../viewer/state/index.ts';

/** The specification's tables (spec/viewer.md 2.1 to 2.3), as they are written there. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  keyl: 'recolor',
  keyx: 'clear-segments',
  keys: 'toggle-show-slices',
  keyb: 'toggle-scale-bar',
  keyv: 'toggle-default-annotations',
  keya: 'toggle-axis-lines',
  keyo: 'toggle-orthographic-projection',
  digit1: 'toggle-layer-1',
  digit9: 'toggle-layer-9',
  'alt+digit4': 'toggle-pick-layer-4',
  keyh: 'help',
  space: 'toggle-layout',
  'shift+space': 'toggle-layout-alternative',
  arrowleft: 'x-',
  arrowright: 'x+',
  arrowup: 'y-',
  arrowdown: 'y+',
  comma: 'z-',
  period: 'z+',
  keyz: 'snap',
  'ctrl+equal': 'zoom-in',
  'ctrl+shift+equal': 'zoom-in',
  'ctrl+minus': 'zoom-out',
  keyr: 'rotate-relative-z-',
  keye: 'rotate-relative-z+',
  'shift+arrowdown': 'rotate-relative-x-',
  'shift+arrowup': 'rotate-relative-x+',
  'shift+arrowleft': 'rotate-relative-y-',
  'shift+arrowright': 'rotate-relative-y+',
  'ctrl+wheel': 'zoom-via-wheel',
  wheel: 'z+1-via-wheel',
  'shift+wheel': 'z+10-via-wheel',
};

test('inputs do what the specification says, in every panel', () => {
  for (const [input, action] of Object.entries(EVERYWHERE))
    for (const kind of ['xy', 'yz', '3d'] as const)
      assert.equal(actionOf(input, kind), action, `${input} in ${kind}`);
  assert.equal(actionOf('drag', 'xy'), 'translate-via-mouse-drag');
  assert.equal(actionOf('shift+drag', 'xz'), 'rotate-via-mouse-drag');
  assert.equal(actionOf('drag', '3d'), 'rotate-via-mouse-drag');
  assert.equal(actionOf('shift+drag', '3d'), 'translate-via-mouse-drag');
  assert.equal(actionOf('dblclick', 'xy'), 'select');
  assert.equal(actionOf('shift+dblclick', 'xy'), 'star');
  assert.equal(actionOf('rightclick', 'xy'), 'move-to-mouse-position');
});

test('modifiers must match exactly, the dead keys do nothing', () => {
  for (const input of ['meta+keyl', 'ctrl+keya', 'alt+arrowleft', 'bracketleft', 'bracketright', 'ctrl+drag'])
    assert.equal(actionOf(input, 'xy'), undefined, input);
});

test('no input means two things in one panel', () => {
  for (const pane of ['slice', 'scene'] as const) {
    const inputs = BINDINGS.filter(({ panes }) => panes === 'all' || panes === pane).flatMap(
      (each) => each.inputs,
    );
    assert.equal(new Set(inputs).size, inputs.length);
  }
});

test('keys count by their place on the board, ? by what it is', () => {
  const key = (code: string, text: string, held = {}) =>
    inputOfKey({ code, key: text, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...held });
  assert.equal(key('KeyZ', 'y'), 'keyz');
  assert.equal(key('Equal', '+', { ctrlKey: true, shiftKey: true }), 'ctrl+shift+equal');
  assert.equal(key('Minus', '?', { shiftKey: true }), '?');
  // With Ctrl, letters count by what is printed: Ctrl + Z lies elsewhere on a German board, and has no Latin letter on a Russian one.
  assert.equal(actionOf(key('KeyY', 'z', { ctrlKey: true }), 'xy'), 'undo');
  assert.equal(actionOf(key('KeyZ', 'Z', { ctrlKey: true, shiftKey: true }), '3d'), 'redo');
  assert.equal(actionOf(key('KeyZ', 'я', { metaKey: true }), 'xy'), 'undo');
  assert.equal(actionOf(key('KeyZ', 'y', { ctrlKey: true }), 'xy'), 'redo');
  assert.equal(inputWords('ctrl+shift+equal'), 'Ctrl + Shift + =');
  assert.equal(inputWords('keyh'), 'H');
});
