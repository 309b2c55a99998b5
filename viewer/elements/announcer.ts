/** Tells those who do not see the picture what became of it; loaded with the first change. */
import type { LayerState } from '../../datasets/links/index.ts';
import type { StatefulElement } from './stateful-element.ts';
import { words } from './texts.ts';

/** Long movements are told when they end. */
const REST_MS = 500;

/** @param viewer lives as long as what listens to it. @param say puts words where they are read aloud. */
export function announce(
  viewer: StatefulElement,
  before: readonly LayerState[],
  say: (text: string) => void,
): void {
  let layers = before;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const onMove = () => {
    clearTimeout(rest);
    rest = setTimeout(() => say(placeWords(viewer)), REST_MS);
  };
  const onLayers = () => {
    const text = layerChange(layers, viewer.model.layers);
    layers = viewer.model.layers;
    if (text) say(text);
  };
  viewer.addEventListener('floodlight-position-change', onMove);
  viewer.model.subscribe(onLayers);
  onLayers();
  if (layers === before) onMove();
}

/** Where the viewer is, and what is there. */
function placeWords(viewer: StatefulElement): string {
  const { position } = viewer;
  if (!position) return '';
  const [x, y, z] = position.map(Math.floor);
  const values = viewer.valuesAt().map(({ name, value }) => `${name} ${value ?? '–'}`);
  return [words('at', { x, y, z }), ...values].join('. ');
}

/** The first of the layers that is another. */
function layerChange(before: readonly LayerState[], after: readonly LayerState[]): string | undefined {
  const removed = before.find(({ name }) => !after.some((layer) => layer.name === name));
  if (removed) return words('layerRemoved', { name: removed.name });
  for (const layer of after) {
    const old = before.find(({ name }) => name === layer.name);
    if (!old) return words('layerAdded', { name: layer.name });
    if (old === layer) continue;
    if (old.visible !== layer.visible)
      return words(layer.visible === false ? 'layerOff' : 'layerOn', { name: layer.name });
    if (layer.type === 'segmentation' && old.type === 'segmentation' && layer.segments !== old.segments)
      return segmentChange(layer.name, shownIn(old), shownIn(layer));
  }
  return undefined;
}

const shownIn = ({ segments = [] }: { readonly segments?: readonly string[] }): ReadonlySet<string> =>
  new Set(segments.filter((id) => !id.startsWith('!')));

function segmentChange(layer: string, before: ReadonlySet<string>, after: ReadonlySet<string>): string {
  const added = [...after].filter((id) => !before.has(id));
  const removed = [...before].filter((id) => !after.has(id));
  const [id = ''] = [...added, ...removed];
  const one = added.length + removed.length === 1;
  const change = one && words(added.length === 1 ? 'segmentShown' : 'segmentHidden', { id });
  return [change || undefined, words('segmentsShown', { count: after.size, layer })]
    .filter(Boolean)
    .join('. ');
}
