/** Every word of the interface, in English. `{name}` stands for a value. Messages of errors are not among them. */
export const TEXTS = {
  viewer: 'Volume viewer',
  layers: 'Layers',
  layer: 'Layer {name}',
  layerTitle: 'Click: on or off. Double-click or arrow down: properties',
  notSupported: 'not supported yet',
  close: 'Close',
  dismiss: 'Dismiss',
  position: 'Position in voxels: x, y, z',
  positionWrong: 'Three numbers: x, y, z',
  slice: '{plane} cross-section',
  scene: '3-D view of meshes',
  voxel: 'voxel',
  loadingLayer: 'Loading 1 layer…',
  loadingLayers: 'Loading {count} layers…',
  loading: '{count} loading',
  failedPart: '1 part failed · try again',
  failedParts: '{count} parts failed · try again',
  moreProblems: '{count} more before these',
  diagnosis: 'What is wrong?',
  help: 'Mouse and keys',
  segment: 'Segment',
  tools: 'Tools',
  undo: 'Undo',
  redo: 'Redo',
  copyLink: 'Copy link',
  link: 'Link to this view',
  linkCopied: 'Link copied',
  linkShown: 'Copy the link from this field',
  savePicture: 'Save picture',
  pictureSaved: 'Picture saved',
  at: 'Position {x}, {y}, {z}',
  segmentShown: 'Segment {id} shown',
  segmentHidden: 'Segment {id} hidden',
  segmentsShown: '{count} shown in {layer}',
  layerAdded: 'Layer {name} added',
  layerRemoved: 'Layer {name} removed. Undo brings it back',
  layerOn: 'Layer {name} on',
  layerOff: 'Layer {name} off',
  removeLayer: 'Remove layer',
  opacity: 'Opacity',
  alwaysOpaque: 'The lowest layer is always opaque.',
  black: 'Black at',
  white: 'White at',
  invert: 'Invert',
  additive: 'Add to what lies below',
  ownShader: 'It has a shader of its own, which is kept; shown here is its window.',
  ownMeshShader: 'It has a shader of its own, which is kept; the mesh is shown white.',
  colors: 'Colours',
  smooth: 'Smooth',
  selected: 'Selected',
  notSelected: 'Not selected',
  inScene: 'In 3-D',
  saturation: 'Saturation',
  hideZero: 'Hide segment 0',
  showAll: 'Show all when none is selected',
  segments: 'Segments',
  noSegments: 'No segment chosen. Double-click one.',
  moreSegments: 'and {count} more',
  addIds: 'Add ids: 3, 17',
  addIdsOrName: 'Add ids or a name',
  addSegments: 'Ids or names of segments to add',
  add: 'Add',
  showSegment: 'Show segment {id}',
  segmentColor: 'Colour of segment {id}',
  segmentHex: 'Colour of segment {id} as #rrggbb',
  dropSegment: 'Take segment {id} off the list',
  goToSegment: 'Go to segment {id}',
} as const;

export type TextKey = keyof typeof TEXTS;

/** A translation: those left out stay English. Keys `action NAME` translate the table of keys. */
export type Texts = Readonly<Partial<Record<TextKey | `action ${string}`, string>>>;

let current: Texts = TEXTS;
const listeners = new Set<() => void>();

/** Replaces words of all viewers in the page. */
export function setTexts(texts: Texts): void {
  current = { ...TEXTS, ...texts };
  for (const listener of listeners) listener();
}

/** @returns how to stop. */
export function onTexts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param values for what stands in braces. */
export const words = (key: TextKey, values: Readonly<Record<string, unknown>> = {}): string =>
  (current[key] ?? TEXTS[key]).replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));

/** What an action of the keys is called. */
export const actionWords = (action: string, english: string): string =>
  current[`action ${action}`] ?? english;
