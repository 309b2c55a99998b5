import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, readState } from '../../../datasets/links/index.ts';
import { layersOf } from '../../../viewer/state/index.ts';

const layers = (...list: Json[]) => layersOf(readState({ layers: list }).state);
const IMAGE = { type: 'image', name: 'em', source: 'precomputed://https://host/em' };
const CELLS = { type: 'segmentation', name: 'cells', source: 'precomputed://gs://bucket/cells' };

test('the lowest visible layer is drawn whole, others by their opacity', () => {
  const [hidden, bottom, top] = layers(
    { ...IMAGE, visible: false },
    { ...IMAGE, name: 'b', opacity: 0.2 },
    { ...IMAGE, name: 'c', opacity: 0.2, blend: 'additive' },
  );
  assert.equal(hidden?.spec?.visible, false);
  assert.equal(bottom?.spec?.image?.opacity, 1);
  assert.deepEqual([top?.spec?.image?.opacity, top?.spec?.image?.blend], [0.2, 'additive']);
  assert.equal(
    layers(IMAGE, { ...IMAGE, name: 'd' })[1]?.spec?.image?.opacity,
    0.5,
    "Neuroglancer's default",
  );
});

test('a segmentation that is lowest is drawn whole or not at all, an added image by its opacity', () => {
  const [cells] = layers({ ...CELLS, selectedAlpha: 0.3, notSelectedAlpha: 0 });
  assert.deepEqual(
    [cells?.spec?.segmentation?.selectedAlpha, cells?.spec?.segmentation?.notSelectedAlpha],
    [1, 0],
  );
  const [added] = layers({ ...IMAGE, opacity: 0.2, blend: 'additive' });
  assert.equal(added?.spec?.image?.opacity, 0.2);
});

test('a layer that cannot be shown is not the lowest', () => {
  const [, image] = layers({ type: 'annotation', name: 'notes', source: 'local://annotations' }, IMAGE);
  assert.equal(image?.spec?.image?.opacity, 1);
});

test('the window of the default shader, ends given as text too', () => {
  const shown = (range: Json) =>
    layers({ ...IMAGE, shaderControls: { normalized: { range } } })[0]?.spec?.image?.channels;
  assert.deepEqual(shown([20, 200])?.[0]?.window, [20, 200]);
  assert.deepEqual(shown(['0', '9007199254740993'])?.[0]?.window, [0, 9007199254740992]);
  assert.equal(shown([5, 5]), undefined, 'an empty range says nothing');
});

test('every key of a segmentation reaches its look', () => {
  const [, cells] = layers(IMAGE, {
    ...CELLS,
    segments: ['1', '!2', '18446744073709551615'],
    selectedAlpha: 0.63,
    notSelectedAlpha: 0.14,
    objectAlpha: 0.7,
    saturation: 0.4,
    hideSegmentZero: false,
    ignoreNullVisibleSet: false,
    colorSeed: 1965848648,
    segmentColors: { 1: '#ff0000', 2: 'no colour' },
    segmentDefaultColor: '#0f0',
    meshSilhouetteRendering: 3,
    meshRenderScale: 4,
  });
  assert.deepEqual(cells?.spec?.segments, [1n, 18446744073709551615n]);
  assert.deepEqual(cells?.spec?.segmentation, {
    selectedAlpha: 0.63,
    notSelectedAlpha: 0.14,
    objectAlpha: 0.7,
    saturation: 0.4,
    hideSegmentZero: false,
    ignoreNullVisibleSet: false,
    colorSeed: 1965848648,
    segmentColors: new Map([[1n, [1, 0, 0]]]),
    segmentDefaultColor: [0, 1, 0],
    hoverHighlight: true,
    silhouette: 3,
    meshErrorPx: 4,
  });
});

test('layers that are linked share segments and colours', () => {
  const [, copy, own] = layers(
    { ...CELLS, segments: ['7'], colorSeed: 5 },
    { ...CELLS, name: 'copy', linkedSegmentationGroup: 'cells' },
    {
      ...CELLS,
      name: 'own',
      linkedSegmentationGroup: 'cells',
      linkedSegmentationColorGroup: false,
      colorSeed: 9,
    },
  );
  assert.deepEqual(copy?.spec?.segments, [7n]);
  assert.equal(copy?.spec?.segmentation?.colorSeed, 5);
  assert.deepEqual([own?.spec?.segments, own?.spec?.segmentation?.colorSeed], [[7n], 9]);
});

test('a single mesh has the colour that its shader gives, or the default', () => {
  const mesh = { type: 'mesh', name: 'surface', source: 'vtk://https://host/a.vtk' };
  const shader = 'void main() {\n  emitRGBA(vec4(1.0, 0.0, 0.0, 0.5));\n}\n';
  const [plain, red, em] = layers(mesh, { ...mesh, shader }, { ...IMAGE, opacity: 0.25 });
  assert.deepEqual([plain?.spec?.type, plain?.spec?.mesh], ['mesh', undefined]);
  assert.deepEqual(red?.spec?.mesh, { color: [1, 0, 0], alpha: 0.5 });
  assert.equal(em?.spec?.image?.opacity, 1, 'the lowest image, over meshes too');
});

test('what is not supported yet is named, and the rest is shown', () => {
  const found = layers(
    IMAGE,
    { type: 'mesh', name: 'surface', source: 'vtk://https://host/a.vtk' },
    { type: 'annotation', name: 'notes', source: 'precomputed://https://host/notes' },
    { type: 'image', name: 'zipped', source: 'https://host/a.zip|zip:em|neuroglancer-precomputed:' },
    { type: 'image', name: 'nothing' },
    { type: 'image', name: 'old', source: IMAGE.source, archived: true },
  );
  assert.deepEqual(
    found.map(({ name, spec }) => [name, spec !== undefined]),
    [
      ['em', true],
      ['surface', true],
      ['notes', false],
      ['zipped', true],
      ['nothing', false],
    ],
  );
  const reasons = found.map(({ problem }) => problem?.message ?? '');
  assert.match(
    reasons[2] as string,
    /a layer of type annotation, which is not supported yet\. It stays in the state/,
  );
  assert.match(reasons[4] as string, /no source/);
});
