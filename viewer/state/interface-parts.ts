import type { ViewerState } from '../../datasets/links/index.ts';

/** Parts of the interface that a page or a state hides, and the keys that Neuroglancer's configuration has for them. */
const KEYS = {
  'top-bar': ['showTopBar', 'showUIControls'],
  layers: ['showLayerPanel'],
  location: ['showLocation'],
  help: ['showHelpButton'],
  picture: ['showScreenshotButton'],
  borders: ['showPanelBorders'],
  tools: [],
  segment: [],
  status: [],
  labels: [],
  'axis-lines': ['showAxisLines'],
  'scale-bar': ['showScaleBar'],
} as const;

export type InterfacePart = keyof typeof KEYS;

/** @param hide names of parts, separated by spaces; unknown ones hide nothing. @returns what is not shown. */
export function hiddenParts(hide: string, state: ViewerState): ReadonlySet<InterfacePart> {
  const named = new Set(hide.split(/\s+/));
  const said: Readonly<Record<string, unknown>> = { ...state.others, ...state };
  const parts = Object.keys(KEYS) as InterfacePart[];
  return new Set(parts.filter((part) => named.has(part) || KEYS[part].some((key) => said[key] === false)));
}
