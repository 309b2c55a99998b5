import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type JsonObject,
  LAYER_DEFAULTS,
  readState,
  retypeLayer,
  writeState,
} from '../../../datasets/links/index.ts';

/** Every layer key of spec 3.4, none with its default, in the order of writing. */
const COMMON: JsonObject = {
  name: 'one',
  source: [
    'precomputed://gs://b/a',
    {
      url: 'zarr://s3://b/c',
      transform: {
        sourceRank: 3,
        matrix: [
          [1, 0, 0, 5],
          [0, 1, 0, 6],
          [0, 0, 1, 7],
        ],
        outputDimensions: { x: [4e-9, 'm'], y: [4e-9, 'm'], z: [4e-8, 'm'] },
      },
      subsources: { default: true, mesh: false },
      enableDefaultSubsources: false,
      state: { theirs: 1 },
    },
  ],
  visible: false,
  archived: true,
  pick: false,
  tab: 'rendering',
  panels: [{ side: 'left', row: 1, tab: 'source', tabs: ['source'], pinned: true }],
  tool: 'annotatePoint',
  toolBindings: { A: { type: 'shaderControl', control: 'gain' } },
  localDimensions: { "l'": [1, ''] },
  localPosition: [0.5],
  localVelocity: { "l'": { velocity: 1 } },
};
const SHADER: JsonObject = {
  shader: '#uicontrol invlerp normalized\nvoid main() {}',
  shaderControls: {
    normalized: { range: ['0', '18446744073709551615'], window: [0, 255], channel: [0] },
    gain: 2,
    tint: '#ff0000',
    on: true,
    ramp: { controlPoints: [[0, '#000000', 0]], defaultColor: '#ffffff' },
  },
  codeVisible: false,
  hideInactiveShaderControls: true,
};
const ANNOTATIONS: JsonObject = {
  annotations: [
    { point: [1, 2, 3], type: 'point', id: 'a', description: 'd', segments: ['7'], props: [1, '#ff0000'] },
    {
      pointA: [1, 2, 3],
      pointB: [4, 5, 6],
      type: 'line',
      id: 'b',
      segments: [['7'], ['18446744073709551615']],
    },
    { pointA: [1, 2, 3], pointB: [4, 5, 6], type: 'axis_aligned_bounding_box', id: 'c' },
    { center: [1, 2, 3], radii: [1, 1, 1], type: 'ellipsoid', id: 'd' },
    {
      points: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      type: 'polyline',
      id: 'e',
    },
  ],
  annotationProperties: [
    { id: 'kind', type: 'uint8', default: 0, enum_values: [0, 1], enum_labels: ['a', 'b'] },
  ],
  annotationRelationships: ['cell', 'synapse'],
  annotationColor: '#00ff00',
  linkedSegmentationLayer: { cell: 'seg' },
  filterBySegmentation: ['cell'],
  ignoreNullSegmentFilter: false,
  crossSectionAnnotationSpacing: 4,
  projectionAnnotationSpacing: 5,
};
const LAYERS: readonly JsonObject[] = [
  {
    type: 'image',
    ...COMMON,
    opacity: 1,
    blend: 'additive',
    ...SHADER,
    crossSectionRenderScale: 2,
    channelDimensions: { 'c^': [1, ''] },
    volumeRendering: 'max',
    volumeRenderingGain: -3,
    volumeRenderingDepthSamples: 128,
  },
  {
    type: 'segmentation',
    ...COMMON,
    name: 'two',
    segments: ['18446744073709551615', '!12'],
    selectedAlpha: 0.3,
    notSelectedAlpha: 0.1,
    objectAlpha: 0.9,
    saturation: 0,
    hoverHighlight: false,
    hideSegmentZero: false,
    ignoreNullVisibleSet: false,
    baseSegmentColoring: true,
    colorSeed: 4294967295,
    segmentColors: { '9007199254740993': '#ff0000' },
    segmentDefaultColor: 'red',
    segmentQuery: '/a/',
    equivalences: [['1', '2']],
    meshRenderScale: 3,
    crossSectionRenderScale: 0.5,
    meshSilhouetteRendering: 4,
    anchorSegment: '3',
    linkedSegmentationGroup: 'one',
    linkedSegmentationColorGroup: false,
    skeletonRendering: {
      shader: 'x',
      mode2d: 'lines',
      lineWidth2d: 3,
      mode3d: 'lines_and_points',
      lineWidth3d: 4,
    },
    codeVisible: false,
    ...ANNOTATIONS,
  },
  { type: 'annotation', ...COMMON, name: 'three', ...ANNOTATIONS, ...SHADER },
  { type: 'mesh', ...COMMON, name: 'four', ...SHADER },
  { ...COMMON, name: 'five', segments: ['1'] },
  { type: 'new', name: 'six' },
];

const read = (...layers: JsonObject[]) => {
  const { state, warnings } = readState({ layers });
  return { layers: state.layers!, warnings: warnings.map(({ path }) => path) };
};

test('every key of every type of layer is read, and written as it was', () => {
  const { state, warnings } = readState({ layers: LAYERS });
  assert.deepEqual(warnings, []);
  for (const layer of state.layers!.slice(0, 4)) assert.equal(layer.others, undefined, layer.name);
  const written = writeState(state)['layers'] as readonly JsonObject[];
  for (const [i, layer] of LAYERS.entries()) assert.equal(JSON.stringify(written[i]), JSON.stringify(layer));
});

test('what absent keys mean is told, and not written', () => {
  assert.equal(LAYER_DEFAULTS.image.opacity, 0.5);
  assert.equal(LAYER_DEFAULTS.segmentation.hideSegmentZero, true);
  assert.equal(LAYER_DEFAULTS.annotation.annotationColor, '#ffff00');
  const plain = {
    type: 'segmentation',
    name: 'a',
    selectedAlpha: 0.5,
    segments: [],
    pick: true,
    skeletonRendering: {},
  };
  assert.deepEqual(writeState(readState({ layers: [plain] }).state), {
    layers: [{ type: 'segmentation', name: 'a' }],
  });
});

test('ids are text of 64 bits, whatever they were', () => {
  const { layers, warnings } = read({
    type: 'segmentation',
    name: 'a',
    segments: [7, '007', '!8', '18446744073709551616', -1, 1.5, 'x', null],
  });
  assert.deepEqual(layers[0], { type: 'segmentation', name: 'a', segments: ['7', '7', '!8'] });
  assert.deepEqual(
    warnings,
    [3, 4, 5, 6, 7].map((i) => `layers[0].segments[${i}]`),
  );
});

test('names become unique, types that nobody knows become new', () => {
  const { layers, warnings } = read(
    { name: 'a' },
    { name: 'a' },
    { type: 'hologram', name: 'b' },
    { type: 'mesh' },
  );
  assert.deepEqual(
    layers.map(({ name, type }) => [name, type]),
    [
      ['a', 'auto'],
      ['a1', 'auto'],
      ['b', 'new'],
      ['layer', 'mesh'],
    ],
  );
  assert.deepEqual(warnings, ['layers[1].name', 'layers[2].type', 'layers[3].name']);
});

test('a layer whose type is told later keeps its keys until then', () => {
  const { layers } = read({ name: 'a', source: 'x://y', segments: [1], opacity: 0.25, theirs: 2 });
  assert.deepEqual(retypeLayer(layers[0]!, 'segmentation'), {
    type: 'segmentation',
    name: 'a',
    source: [{ url: 'x://y' }],
    segments: ['1'],
    others: { opacity: 0.25, theirs: 2 },
  });
});

test('an annotation without its geometry is left out, alone', () => {
  const { layers, warnings } = read({
    type: 'pointAnnotation',
    name: 'a',
    annotations: [{ type: 'line', pointA: [1, 2, 3] }, { type: 'point', point: [1, 2, 3] }, { point: [1] }],
  });
  assert.deepEqual(layers[0], {
    type: 'annotation',
    name: 'a',
    annotations: [{ type: 'point', point: [1, 2, 3] }],
  });
  assert.deepEqual(warnings, ['layers[0].annotations[0]', 'layers[0].annotations[2]']);
});
