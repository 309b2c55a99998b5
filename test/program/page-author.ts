/** What a page author writes, with every name of the package; compiled in an empty folder by the package's test. */
import {
  FloodlightError,
  type FloodlightEvents,
  FloodlightLayer,
  FloodlightLayers,
  FloodlightPosition,
  FloodlightScaleBar,
  FloodlightScene,
  FloodlightSegments,
  FloodlightSlice,
  FloodlightViewer,
  type HistoryDetail,
  isFloodlightError,
  type Layout,
  type LoadDetail,
  type LoadedLayer,
  type PickDetail,
  type PickedLayer,
  type PositionDetail,
  type ProgressDetail,
  type SelectionDetail,
  type StoreFactory,
  segmentColor,
  setTexts,
  TEXTS,
  type Texts,
} from '@floodlight/viewer';
import * as cdn from '@floodlight/viewer/cdn';

// Tags have their classes.
const viewer: FloodlightViewer = document.createElement('floodlight-viewer');
const slice: FloodlightSlice = document.createElement('floodlight-slice');
const scene: FloodlightScene = document.createElement('floodlight-scene');
const layer: FloodlightLayer = document.createElement('floodlight-layer');
const layers: FloodlightLayers = document.createElement('floodlight-layers');
const segments: FloodlightSegments = document.createElement('floodlight-segments');
const scaleBar: FloodlightScaleBar = document.createElement('floodlight-scale-bar');
const position: FloodlightPosition = document.createElement('floodlight-position');

// Attributes and properties.
const layout: Layout = 'xy-3d';
const stores: StoreFactory = (url) => (url.startsWith('demo:') ? undefined : undefined);
Object.assign(viewer, { layout, stores });
viewer.layout = layout;
viewer.stores = stores;
viewer.position = [1, 2, 3];
slice.orientation = 'xz';
scene.zoom = 2;
layer.type = 'segmentation';
layer.options = { selectedAlpha: 0.3 };
layers.htmlFor = 'viewer';
segments.layer = 'cells';
scaleBar.nmPerPixel = 8;
position.viewer = viewer;
// @ts-expect-error A layout that does not exist.
viewer.layout = '5panel';
// @ts-expect-error Two numbers are no position.
viewer.position = [1, 2];

// Methods.
const shot: Promise<Blob> = viewer.snapshot();
const link: string = viewer.link() + (await viewer.compressedLink('https://host/'));
const isThere: boolean = viewer.select([1n, '2'], 'cells');
const name: string = viewer.addLayer({ type: 'image', source: 'precomputed://https://host/em' });
viewer.goTo([1, 2, 3], 0.5);
const state: object = viewer.state;
viewer.state = { layers: [] };
await viewer.openLink('#!{}');

// Events have their details.
viewer.addEventListener('floodlight-load', ({ detail }) => {
  const loaded: LoadDetail = detail;
  const first: LoadedLayer | undefined = loaded.layers[0];
  console.log(first?.name, first?.dataType.length);
});
viewer.addEventListener('floodlight-position-change', ({ detail }) => {
  const { position, zoom }: PositionDetail = detail;
  console.log(position[2].toFixed(), zoom.toFixed());
});
viewer.addEventListener('floodlight-pick', ({ detail }) => {
  const { panel, position, positionNm, layers }: PickDetail = detail;
  const picked: PickedLayer | undefined = layers.find(({ segment }) => segment === 7n);
  console.log(panel === '3d', position[0] / positionNm[0], picked?.name);
});
viewer.addEventListener('floodlight-progress', ({ detail }) => {
  const { loading, missing, failed }: ProgressDetail = detail;
  console.log(loading + missing + failed);
});
viewer.addEventListener('floodlight-selection-change', ({ detail }) => {
  const { layer, segments }: SelectionDetail = detail;
  console.log(layer.length, segments.join());
});
viewer.addEventListener('floodlight-error', ({ detail }) => {
  const error: FloodlightError = detail;
  if (isFloodlightError(error) && error.tag === 'missing')
    console.log(error.cure, error instanceof FloodlightError);
});
const kinds: readonly (keyof FloodlightEvents)[] = ['floodlight-idle', 'floodlight-state-change'];
// The script for a CDN has the same names.
const same: typeof FloodlightViewer = cdn.FloodlightViewer;
const [red]: readonly [number, number, number] = segmentColor(7n);
console.log(
  same,
  state,
  shot,
  link,
  isThere,
  name,
  kinds,
  red,
  FloodlightViewer.name,
  FloodlightSlice.name,
  FloodlightScene.name,
);
console.log(
  FloodlightLayer.name,
  FloodlightLayers.name,
  FloodlightSegments.name,
  FloodlightPosition.name,
  FloodlightScaleBar.name,
);

// Undo, words, messages.
viewer.addEventListener('floodlight-history-change', ({ detail }) => {
  const { canUndo, canRedo }: HistoryDetail = detail;
  if (canUndo || canRedo) viewer.undo();
});
const german: Texts = { undo: 'Rückgängig', 'action x-': 'ein Voxel nach links' };
setTexts({ ...TEXTS, ...german });
const hasArrived: Promise<boolean> = viewer.goTo({ position: [1, 2, 3] }, { durationMs: 100 });
void hasArrived.then(() => viewer.goTo([1, 2, 3], 2));
