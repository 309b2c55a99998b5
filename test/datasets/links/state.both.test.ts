import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatWarning,
  type JsonObject,
  mergeStates,
  parseLink,
  parseUrlSafeJson,
  readState,
  VIEWER_DEFAULTS,
  writeState,
} from '../../../datasets/links/index.ts';
import { FAFB, FLYEM_FIB25, KASTHURI_2011 } from '../../fixtures/links/readme-links.ts';

function open(fragment: string) {
  const link = parseLink(`https://neuroglancer-demo.appspot.com/${fragment}`);
  assert.ok(link.kind === 'state');
  return readState(link.state);
}

const near = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs(actual! / expected - 1) < 1e-12, `${actual} is not ${expected}`);

/** 2 * 100 * tan(pi / 8) of spec 3.8: 200 (sqrt(2) - 1). */
const NM_PER_ZOOM = 200 * (Math.SQRT2 - 1);

const inMetres = (x: number, y: number, z: number) => [
  { name: 'x', scale: x, unit: 'm' },
  { name: 'y', scale: y, unit: 'm' },
  { name: 'z', scale: z, unit: 'm' },
];

test('Kasthuri 2011, as the README of Neuroglancer links it', () => {
  const { state, warnings } = open(KASTHURI_2011);
  assert.deepEqual(warnings, []);
  const data = 'precomputed://gs://neuroglancer-public-data/kasthuri2011';
  const ids = '3208 4901 13 4965 4651 2282 3189 3758 15 4027 3228 444 3207 3224 3710'.split(' ');
  assert.deepEqual(state.layers, [
    { type: 'image', name: 'original-image', source: [{ url: `${data}/image` }], visible: false },
    { type: 'image', name: 'corrected-image', source: [{ url: `${data}/image_color_corrected` }] },
    {
      type: 'segmentation',
      name: 'ground_truth',
      source: [{ url: `${data}/ground_truth` }],
      segments: ids,
      selectedAlpha: 0.63,
      notSelectedAlpha: 0.14,
    },
  ]);
  assert.deepEqual(state.dimensions, inMetres(6e-9, 6e-9, 3e-8));
  assert.deepEqual(state.position, [5523.99072265625, 8538.9384765625, 1198.0423583984375]);
  near(state.crossSectionScale, 22.573112129999547 / 6);
  near(state.projectionScale, (NM_PER_ZOOM * 340.35867907175077) / 6);
  assert.deepEqual(
    state.projectionOrientation,
    [-0.004047565162181854, -0.9566211104393005, -0.2268827110528946, -0.1827099621295929],
  );
});

test('FIB-25, as the README of Neuroglancer links it', () => {
  const { state, warnings } = open(FLYEM_FIB25);
  assert.deepEqual(warnings, []);
  const data = 'precomputed://gs://neuroglancer-public-data/flyem_fib-25';
  assert.deepEqual(state.layers, [
    { type: 'image', name: 'image', source: [{ url: `${data}/image` }] },
    {
      type: 'segmentation',
      name: 'ground-truth',
      source: [{ url: `${data}/ground_truth` }],
      segments: ['21894', '22060', '158571', '24436', '2515'],
    },
  ]);
  assert.deepEqual(state.dimensions, inMetres(8e-9, 8e-9, 8e-9));
  assert.deepEqual(state.position, [2914.500732421875, 3088.243408203125, 4045]);
  near(state.crossSectionScale, 30.09748283999932 / 8);
  near(state.projectionScale, (NM_PER_ZOOM * 443.63404517712684) / 8);
  assert.deepEqual(
    state.projectionOrientation,
    [0.3143535554409027, 0.8142156600952148, 0.4843369424343109, -0.06040262430906296],
  );
  assert.equal(state.showSlices, false);
});

test('FAFB, percent-encoded, as the README of Neuroglancer links it', () => {
  const { state, warnings } = open(FAFB);
  assert.deepEqual(warnings, []);
  const [orig, clahe, regions, surface, ...more] = state.layers!;
  assert.deepEqual(more, []);
  const data = 'precomputed://gs://neuroglancer-fafb-data';
  assert.deepEqual(orig, {
    type: 'image',
    name: 'fafb_v14',
    source: [{ url: `${data}/fafb_v14/fafb_v14_orig` }],
  });
  assert.equal(clahe?.visible, false);
  // The old key `mesh` of a layer without a volume.
  assert.ok(regions?.type === 'segmentation');
  assert.deepEqual(regions.source, [{ url: `${data}/elmr-data/FAFBNP.surf/mesh` }]);
  assert.deepEqual(
    [...regions.segments!].map(Number).sort((a, b) => a - b),
    Array.from({ length: 75 }, (_, i) => i + 1),
  );
  assert.deepEqual(surface, {
    type: 'mesh',
    name: 'neuropil-full-surface',
    source: [
      { url: 'vtk://https://storage.googleapis.com/neuroglancer-fafb-data/elmr-data/FAFB.surf.vtk.gz' },
    ],
    shader: 'void main() {\n  emitRGBA(vec4(1.0, 0.0, 0.0, 0.5));\n}\n',
    visible: false,
    others: { vertexAttributeSources: [] },
  });
  assert.deepEqual(state.dimensions, inMetres(4e-9, 4e-9, 4e-8));
  assert.deepEqual(state.position, [123943.625, 73323.8828125, 5234]);
  near(state.crossSectionScale, 1210.991144617663 / 4);
  near(state.projectionScale, (NM_PER_ZOOM * 21335.91710335963) / 4);
  assert.deepEqual(state.layout, { type: 'xy-3d' });
});

/** Every top-level key of spec 3.3 with a value that is not its default, in the order of the table. */
const FULL: JsonObject = {
  title: 'A brain',
  dimensions: { x: [4e-9, 'm'], y: [4, 'nm'], z: [0.04, 'um'], t: [1, 's'], 'c^': [1, ''] },
  relativeDisplayScales: { z: 2 },
  displayDimensions: ['z', 'y', 'x'],
  position: [1, 2, 3.5, 0, 0],
  velocity: { t: { velocity: 5, atBoundary: 'loop', paused: false } },
  crossSectionOrientation: [0, Math.SQRT1_2, 0, Math.SQRT1_2],
  crossSectionScale: 2,
  crossSectionDepth: 7,
  projectionOrientation: [1, 0, 0, 0],
  projectionScale: 4096,
  projectionDepth: -20,
  layers: [{ type: 'image', name: 'a', source: 'zarr://https://host/a' }],
  showAxisLines: false,
  wireFrame: true,
  enableAdaptiveDownsampling: false,
  showScaleBar: false,
  showDefaultAnnotations: false,
  showSlices: false,
  hideCrossSectionBackground3D: true,
  gpuMemoryLimit: 2e9,
  prefetch: false,
  systemMemoryLimit: 3e9,
  concurrentDownloads: 32,
  selectedLayer: { layer: 'a', side: 'left', row: 1, size: 290, visible: true },
  crossSectionBackgroundColor: '#000000',
  projectionBackgroundColor: '#ffffff',
  layout: '4panel-alt',
  statistics: { side: 'bottom', row: 2, size: 100 },
  helpPanel: { row: 3 },
  settingsPanel: { row: 4 },
  layerListPanel: { row: 5 },
  selection: { position: [1, 2, 3], layers: { a: { value: '7' } }, row: 6, visible: false },
  partialViewport: [0, 0, 0.5, 1],
  selectedStateServer: 'https://host/',
  toolBindings: { A: { type: 'dimension', dimension: 'z' }, B: 'crossSectionScale' },
  toolPalettes: { mine: { side: 'left', row: 7, tools: ['opacity'], query: 'x' } },
};

test('every top-level key is read, and written as it was, in its order', () => {
  const { state, warnings } = readState(FULL);
  assert.deepEqual(warnings, []);
  assert.equal(state.others, undefined);
  assert.equal(JSON.stringify(writeState(state)), JSON.stringify(FULL));
});

test('defaults are left out, unknown keys are kept and come last', () => {
  const defaults: JsonObject = {
    crossSectionScale: 1,
    crossSectionOrientation: [0, 0, 0, 1],
    showSlices: true,
    layout: '4panel',
    layers: [],
    gpuMemoryLimit: 1e9,
    partialViewport: [0, 0, 1, 1],
  };
  assert.deepEqual(writeState(readState(defaults).state), {});
  assert.equal(VIEWER_DEFAULTS.concurrentDownloads, 100);
  assert.equal(VIEWER_DEFAULTS.crossSectionDepth, -10);
  const theirs = { theirs: { deep: [{ x: '18446744073709551615' }] }, showSlices: false };
  assert.equal(
    JSON.stringify(writeState(readState(theirs).state)),
    '{"showSlices":false,"theirs":{"deep":[{"x":"18446744073709551615"}]}}',
  );
  const nested = {
    selectedLayer: { theirs: 1 },
    velocity: { x: { theirs: 2 } },
    layout: { type: 'xy', theirs: 3 },
  };
  assert.deepEqual(writeState(readState(nested).state), nested);
});

test('a wrong value is reported with its path and costs nothing else', () => {
  const { state, warnings } = readState({
    showSlices: 'yes',
    position: [1, 'two', 3],
    crossSectionScale: -1,
    crossSectionOrientation: [0, 0, 0, 0],
    dimensions: { x: [8e-9, 'parsec'], y: [8e-9, 'm'] },
    layout: 'round',
    toolBindings: { AB: 'x', C: 1, D: 'opacity' },
    layers: [7, { name: 'a', type: 'image', opacity: 7, visible: false }],
    title: 'kept',
  });
  assert.deepEqual(state, {
    title: 'kept',
    toolBindings: { D: { type: 'opacity' } },
    layers: [{ name: 'a', type: 'image', visible: false }],
  });
  assert.deepEqual(warnings.map(({ path }) => path).sort(), [
    'crossSectionOrientation',
    'crossSectionScale',
    'dimensions.x',
    'layers[0]',
    'layers[1].opacity',
    'layout',
    'position',
    'showSlices',
    'toolBindings.AB',
    'toolBindings.C',
  ]);
  const opacity = warnings.find(({ path }) => path === 'layers[1].opacity');
  assert.equal(formatWarning(opacity!), 'layers[1].opacity: expected a number in [0,1], got 7');
  assert.throws(() => readState([]), { tag: 'invalid' });
});

test('keys of Object.prototype are data', () => {
  const json = parseUrlSafeJson(
    '{"__proto__":{"showSlices":false},"constructor":1,"layers":[{"name":"__proto__","__proto__":{"opacity":1}}]}',
  ) as JsonObject;
  const { state } = readState(json);
  assert.equal(state.showSlices, undefined);
  assert.equal(Object.getPrototypeOf(state), Object.prototype);
  const text = JSON.stringify(writeState(state));
  assert.match(text, /"__proto__":\{"showSlices":false\}/);
  assert.match(text, /"constructor":1/);
});

test('a merged link replaces the keys it has', () => {
  const shown = readState({ title: 'a', showSlices: false, theirs: 1 }).state;
  const merged = mergeStates(shown, readState({ title: 'b', more: 2 }).state);
  assert.deepEqual(merged, { title: 'b', showSlices: false, others: { theirs: 1, more: 2 } });
});
