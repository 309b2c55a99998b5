/** The states that both viewers are shown. */
import type { JsonObject } from '../../datasets/links/index.ts';

export interface NamedState {
  readonly name: string;
  readonly state: JsonObject;
}

/** Rotations as x, y, z, w of unit length. */
const TURNED: readonly number[] = [0.1830127, 0.1830127, 0.5, 0.8258819];
const TILTED: readonly number[] = [0.2705981, 0.0560427, 0.1353296, 0.9515485];
const QUARTER: readonly number[] = [0, 0, Math.SQRT1_2, Math.SQRT1_2];

/**
 * Positions lie off the voxels' borders by enough that no pixel's middle is on one: which side such a pixel falls on is a
 * matter of rounding, and rasterisers round to a sixteenth of a pixel.
 */
const POSITION = [31.03, 28.03, 15.28];

/** @param data address of the folder that `writeData` filled. */
export function comparedStates(data: string): readonly NamedState[] {
  const em = image(data, 'em');
  const flat = image(data, 'flat');
  const labels = segmentation(data, 'labels');
  const state = (name: string, layers: readonly JsonObject[], view: JsonObject = {}): NamedState => ({
    name,
    state: { ...PLAIN, position: POSITION, crossSectionScale: 0.25, layers, ...view },
  });
  return [
    state('four panels, four pixels a voxel', [em, labels]),
    state('an image alone, eight pixels a voxel', [em], { crossSectionScale: 0.125 }),
    state('xy alone, two pixels', [em], { layout: 'xy', crossSectionScale: 0.5 }),
    state('xz alone', [em], { layout: 'xz' }),
    state('yz alone', [em], { layout: 'yz' }),
    state('xy beside the scene, one pixel', [flat, labels], { layout: 'xy-3d', crossSectionScale: 1 }),
    state('two voxels a pixel: the next scale', [flat, labels], { crossSectionScale: 2 }),
    state('four voxels a pixel: the scale after', [flat, labels], { crossSectionScale: 4 }),
    state('between scales', [flat, labels], { crossSectionScale: 1.4 }),
    state('coarser than need be, as the layers ask', [
      { ...flat, crossSectionRenderScale: 2 },
      { ...labels, crossSectionRenderScale: 4 },
    ]),
    state('a quarter turn', [em], { crossSectionOrientation: QUARTER }),
    state('turned', [flat, labels], { crossSectionOrientation: TURNED, crossSectionScale: 0.4 }),
    state('tilted', [flat, labels], { crossSectionOrientation: TILTED, crossSectionScale: 0.3 }),
    state('tilted, between scales', [flat, labels], {
      crossSectionOrientation: TILTED,
      crossSectionScale: 1.7,
    }),
    state(
      'other opacities, some selected',
      [
        flat,
        segmentation(data, 'labels', {
          segments: ['3', '7', '12', '20'],
          selectedAlpha: 0.8,
          notSelectedAlpha: 0.15,
        }),
      ],
      { layout: 'xy', crossSectionScale: 0.5 },
    ),
    state('listed but hidden, and none else', [
      flat,
      segmentation(data, 'labels', { segments: ['!3', '!7'] }),
    ]),
    state('none selected, and none shown', [
      flat,
      segmentation(data, 'labels', { ignoreNullVisibleSet: false, notSelectedAlpha: 0.3 }),
    ]),
    state('colour seed, saturation, background shown', [
      flat,
      segmentation(data, 'labels', { colorSeed: 2183424408, saturation: 0.6, hideSegmentZero: false }),
    ]),
    state(
      'own colours and one for the rest',
      [
        flat,
        segmentation(data, 'labels', {
          segments: ['3', '7', '12'],
          notSelectedAlpha: 0.4,
          segmentColors: { '3': '#ff8000', '12': '#10f0a0' },
          segmentDefaultColor: '#4060ff',
        }),
      ],
      { layout: 'xz', crossSectionScale: 0.5 },
    ),
    state('labels alone', [labels]),
    state('labels alone, small voxels off the origin', [segmentation(data, 'cells', { selectedAlpha: 1 })], {
      dimensions: cube,
      position: [44.03, 12.03, 30.03],
    }),
    state('one layer hidden', [flat, { ...labels, visible: false }]),
    state('an image over another, half through', [flat, image(data, 'em', { opacity: 0.4 })]),
    state('an image added to another', [flat, image(data, 'em', { opacity: 0.4, blend: 'additive' })]),
    state('brightness of one image', [
      image(data, 'em', { shaderControls: { normalized: { range: [60, 190] } } }),
    ]),
    state('inverted', [image(data, 'em', { shaderControls: { normalized: { range: [255, 0] } } })]),
    state('counted in cubes of 10 nm', [flat, labels], {
      dimensions: { x: [1e-8, 'm'], y: [1e-8, 'm'], z: [1e-8, 'm'] },
      position: [37.63, 32.03, 40.53],
      crossSectionScale: 0.4,
    }),
  ];
}

/** Where the scene is among the panels, from the top, then from the left; it is not compared. */
export const scenePanel = ({ layout }: JsonObject): number | undefined =>
  layout === '4panel' ? 2 : layout === 'xy-3d' ? 1 : undefined;

/**
 * The labels of a state's place alone, background too, each in a colour of its own: there, and half a pixel away along
 * every axis, since the corner of a label may lie between the middles of pixels.
 */
export function labelsAround(state: JsonObject, data: string): readonly JsonObject[] {
  const layers = state['layers'] as readonly { readonly type: string; readonly name: string }[];
  const { name } = layers.find(({ type }) => type === 'segmentation') ?? { name: 'labels' };
  const [x, y, z] = state['position'] as readonly [number, number, number];
  const half = (state['crossSectionScale'] as number) / 2;
  const steps = [0, 1, 2].flatMap((axis) => [-half, half].map((step) => ({ axis, step })));
  return [{ axis: 0, step: 0 }, ...steps].map(({ axis, step }) => ({
    ...state,
    position: [x, y, z].map((v, i) => (i === axis ? v + step : v)),
    layers: [segmentation(data, name, { hideSegmentZero: false })],
  }));
}

const long: JsonObject = { x: [8e-9, 'm'], y: [8e-9, 'm'], z: [20e-9, 'm'] };
const cube: JsonObject = { x: [8e-9, 'm'], y: [8e-9, 'm'], z: [8e-9, 'm'] };

/** Nothing but the data: no lines, no outline, and a background that no voxel has. */
const PLAIN: JsonObject = {
  layout: '4panel',
  dimensions: long,
  showAxisLines: false,
  showScaleBar: false,
  showDefaultAnnotations: false,
  showSlices: false,
  crossSectionBackgroundColor: '#203040',
};

const image = (data: string, name: string, look: JsonObject = {}): JsonObject => ({
  type: 'image',
  name,
  source: `precomputed://${data}/${name}`,
  ...look,
});

const segmentation = (data: string, name: string, look: JsonObject = {}): JsonObject => ({
  type: 'segmentation',
  name,
  source: `precomputed://${data}/${name}`,
  ...look,
});
