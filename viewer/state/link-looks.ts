import type { ImageLayer, Json, JsonObject, SegmentationLayer } from '../../datasets/links/index.ts';
import { parseHexColor } from './css-colors.ts';
import { readImageShader } from './image-shader.ts';
import type { ImageLook, SegmentLook } from './layer-look.ts';
import type { Rgb } from './segment-color.ts';

const WHITE: Rgb = [1, 1, 1];

/** Neuroglancer's `opacity` where a state has none. */
const DEFAULT_OPACITY = 0.5;

/**
 * How a state shows an image.
 * @param isBottom the lowest layer is drawn whole, whatever its opacity: Neuroglancer's rule, so that links look the same.
 */
export function imageLookOf(layer: ImageLayer, isBottom: boolean): Partial<ImageLook> {
  const window = windowOf(layer);
  const channel = channelOf(layer);
  return {
    opacity: isBottom && layer.blend !== 'additive' ? 1 : (layer.opacity ?? DEFAULT_OPACITY),
    blend: layer.blend === 'additive' ? 'additive' : 'normal',
    ...(layer.shader !== undefined && readImageShader(layer.shader)),
    ...((window || channel !== 0) && { channels: [{ channel, window, color: WHITE }] }),
  };
}

/** The control of Neuroglancer's default shader. */
const normalized = ({ shaderControls }: ImageLayer): JsonObject | undefined => {
  const control = shaderControls?.['normalized'];
  return isObject(control) ? control : undefined;
};

/** @returns the values shown black and white; undefined where the state leaves them to the data. */
export function windowOf(layer: ImageLayer): readonly [number, number] | undefined {
  const range = normalized(layer)?.['range'];
  if (!Array.isArray(range) || range.length !== 2) return undefined;
  // Ends of 64-bit ranges may be text.
  const [black, white] = range.map(Number) as [number, number];
  return Number.isFinite(black) && Number.isFinite(white) && black !== white ? [black, white] : undefined;
}

function channelOf(layer: ImageLayer): number {
  const channel = normalized(layer)?.['channel'];
  const first: unknown = Array.isArray(channel) ? channel[0] : undefined;
  return typeof first === 'number' && Number.isInteger(first) && first >= 0 ? first : 0;
}

/**
 * How a state shows a segmentation.
 * @param colors the layer whose colours it shares; itself where there is none.
 * @param isBottom the lowest layer is drawn whole or not at all, whatever its opacity, as images are.
 */
export function segmentLookOf(
  layer: SegmentationLayer,
  colors: SegmentationLayer,
  isBottom: boolean,
): SegmentLook {
  const alpha = (stated: number) => (isBottom ? Math.ceil(stated) : stated);
  return {
    selectedAlpha: alpha(layer.selectedAlpha ?? 0.5),
    notSelectedAlpha: alpha(layer.notSelectedAlpha ?? 0),
    objectAlpha: layer.objectAlpha ?? 1,
    saturation: layer.saturation ?? 1,
    colorSeed: colors.colorSeed ?? 0,
    hideSegmentZero: layer.hideSegmentZero ?? true,
    ignoreNullVisibleSet: layer.ignoreNullVisibleSet ?? true,
    segmentColors: colorMap(colors.segmentColors ?? {}),
    segmentDefaultColor:
      colors.segmentDefaultColor === undefined ? undefined : parseHexColor(colors.segmentDefaultColor),
    hoverHighlight: layer.hoverHighlight ?? true,
    silhouette: layer.meshSilhouetteRendering ?? 0,
    meshErrorPx: layer.meshRenderScale ?? 1,
  };
}

function colorMap(texts: Readonly<Record<string, string>>): ReadonlyMap<bigint, Rgb> {
  const found = new Map<bigint, Rgb>();
  for (const [id, text] of Object.entries(texts)) {
    const color = parseHexColor(text);
    if (color) found.set(BigInt(id), color);
  }
  return found;
}

const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
