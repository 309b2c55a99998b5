import type { PanelKind } from './layouts.ts';

/** What an input does. */
export type Action =
  | 'recolor'
  | 'clear-segments'
  | 'toggle-show-slices'
  | 'toggle-scale-bar'
  | 'toggle-default-annotations'
  | 'toggle-axis-lines'
  | 'toggle-orthographic-projection'
  | 'toggle-layout'
  | 'toggle-layout-alternative'
  | 'help'
  | 'undo'
  | 'redo'
  | `toggle-layer-${number}`
  | `toggle-pick-layer-${number}`
  | 'x-'
  | 'x+'
  | 'y-'
  | 'y+'
  | 'z-'
  | 'z+'
  | 'snap'
  | 'zoom-in'
  | 'zoom-out'
  | 'rotate-relative-x-'
  | 'rotate-relative-x+'
  | 'rotate-relative-y-'
  | 'rotate-relative-y+'
  | 'rotate-relative-z-'
  | 'rotate-relative-z+'
  | 'zoom-via-wheel'
  | 'z+1-via-wheel'
  | 'z+10-via-wheel'
  | 'select'
  | 'star'
  | 'move-to-mouse-position'
  | 'translate-via-mouse-drag'
  | 'rotate-via-mouse-drag';

export interface Binding {
  /** Modifiers in the order ctrl, alt, shift, meta, then a key's place on the board or what the pointer does. */
  readonly inputs: readonly string[];
  readonly action: Action;
  /** Where it works; `all`: in every panel. */
  readonly panes: 'all' | 'slice' | 'scene';
  /** For the help. */
  readonly words: string;
}

const bind = (inputs: string, action: Action, words: string, panes: Binding['panes'] = 'all'): Binding => ({
  inputs: inputs.split(' '),
  action,
  panes,
  words,
});

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/**
 * Every input that means something: Neuroglancer's, and `?` for help.
 * Source: spec/viewer.md 2. Absent are those of parts that are not there yet: annotations, tools, panels, depth ranges.
 */
export const BINDINGS: readonly Binding[] = [
  bind('drag', 'translate-via-mouse-drag', 'move', 'slice'),
  bind('shift+drag', 'rotate-via-mouse-drag', 'turn the cross-sections', 'slice'),
  bind('drag', 'rotate-via-mouse-drag', 'turn', 'scene'),
  bind('shift+drag', 'translate-via-mouse-drag', 'move', 'scene'),
  bind('wheel', 'z+1-via-wheel', 'one plane on'),
  bind('shift+wheel', 'z+10-via-wheel', 'ten planes on'),
  bind('ctrl+wheel', 'zoom-via-wheel', 'zoom at the pointer'),
  bind('dblclick', 'select', 'show or hide the segment'),
  bind('shift+dblclick', 'star', 'list the segment, or take it off'),
  bind('enter', 'select', 'show or hide the segment at the centre', 'slice'),
  bind('shift+enter', 'star', 'list the segment at the centre, or take it off', 'slice'),
  bind('rightclick', 'move-to-mouse-position', 'go to the pointer'),
  bind('arrowleft', 'x-', 'one voxel left'),
  bind('arrowright', 'x+', 'one voxel right'),
  bind('arrowup', 'y-', 'one voxel up'),
  bind('arrowdown', 'y+', 'one voxel down'),
  bind('comma', 'z-', 'one plane back'),
  bind('period', 'z+', 'one plane on'),
  bind('ctrl+equal ctrl+shift+equal', 'zoom-in', 'zoom in'),
  bind('ctrl+minus', 'zoom-out', 'zoom out'),
  bind('keyr', 'rotate-relative-z-', 'turn left in the plane'),
  bind('keye', 'rotate-relative-z+', 'turn right in the plane'),
  bind('shift+arrowdown', 'rotate-relative-x-', 'tilt down'),
  bind('shift+arrowup', 'rotate-relative-x+', 'tilt up'),
  bind('shift+arrowleft', 'rotate-relative-y-', 'turn left'),
  bind('shift+arrowright', 'rotate-relative-y+', 'turn right'),
  bind('keyz', 'snap', 'nearest straight view'),
  bind('space', 'toggle-layout', 'this panel alone, or all'),
  bind('shift+space', 'toggle-layout-alternative', 'this panel with 3-D, or all'),
  ...digits.map((n) => bind(`digit${n}`, `toggle-layer-${n}`, `layer ${n} on or off`)),
  ...digits.map((n) => bind(`alt+digit${n}`, `toggle-pick-layer-${n}`, `layer ${n} takes clicks or not`)),
  bind('keyl', 'recolor', 'other segment colours'),
  bind('keyx', 'clear-segments', 'no segment chosen'),
  bind('keys', 'toggle-show-slices', 'cross-sections in 3-D'),
  bind('keyo', 'toggle-orthographic-projection', 'perspective on or off'),
  bind('keya', 'toggle-axis-lines', 'axis lines'),
  bind('keyb', 'toggle-scale-bar', 'scale bar'),
  bind('keyv', 'toggle-default-annotations', 'outline of the volume'),
  bind('ctrl+keyz meta+keyz', 'undo', 'take back'),
  bind('ctrl+shift+keyz shift+meta+keyz ctrl+keyy', 'redo', 'do again'),
  bind('keyh ?', 'help', 'this help'),
];

interface Modifiers {
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** A pointer's or key's input with its modifiers, as the table spells them. */
export function inputOf({ ctrlKey, altKey, shiftKey, metaKey }: Modifiers, base: string): string {
  const held = [ctrlKey && 'ctrl+', altKey && 'alt+', shiftKey && 'shift+', metaKey && 'meta+'];
  return `${held.filter(Boolean).join('')}${base}`;
}

/** Keys count by their place on the board, whatever is printed on them; `?`, and letters with Ctrl, by what they are. */
export function inputOfKey(event: Modifiers & { readonly code: string; readonly key: string }): string {
  if (event.key === '?' && !event.ctrlKey && !event.altKey && !event.metaKey) return '?';
  const isCommand = (event.ctrlKey || event.metaKey) && /^[a-z]$/i.test(event.key);
  return inputOf(event, (isCommand ? `key${event.key}` : event.code || event.key).toLowerCase());
}

/** @returns what an input does in a panel; undefined where it means nothing. */
export function actionOf(input: string, kind: PanelKind): Action | undefined {
  const pane = kind === '3d' ? 'scene' : 'slice';
  return BINDINGS.find(({ inputs, panes }) => (panes === 'all' || panes === pane) && inputs.includes(input))
    ?.action;
}

const NAMES: Readonly<Record<string, string>> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  comma: ',',
  period: '.',
  equal: '=',
  minus: '−',
  space: 'Space',
  enter: 'Enter',
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  meta: '⌘',
  drag: 'drag',
  wheel: 'wheel',
  dblclick: 'double-click',
  rightclick: 'right-click',
};

/** An input as a reader knows it: `Ctrl + wheel`. */
export const inputWords = (input: string): string =>
  input
    .split('+')
    .map((part) => NAMES[part] ?? part.replace(/^(key|digit)/, '').toUpperCase())
    .join(' + ');
