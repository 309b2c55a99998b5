import { type FloodlightError, UnsupportedError } from '../../datasets/errors.ts';
import type { LayerState as LinkLayer, SegmentationLayer, ViewerState } from '../../datasets/links/index.ts';
import type { LayerSpec } from './layer.ts';
import { imageLookOf, segmentLookOf } from './link-looks.ts';
import { readMeshShader } from './mesh-shader.ts';

/** A layer of a state: what the session is to show, or why it cannot. */
export interface StateLayer {
  readonly name: string;
  /** As the state has it. */
  readonly state: LinkLayer;
  readonly spec: LayerSpec | undefined;
  /** Set where there is no spec. */
  readonly problem: FloodlightError | undefined;
}

/** States never change in place: a million segments are read once, not with every drawing of a bar. */
const known = new WeakMap<ViewerState, readonly StateLayer[]>();

/** @returns every layer of a state that is not archived, the lowest first. */
export function layersOf(state: ViewerState): readonly StateLayer[] {
  const found = known.get(state) ?? readLayers(state);
  known.set(state, found);
  return found;
}

function readLayers(state: ViewerState): StateLayer[] {
  const shown = (state.layers ?? []).filter(({ archived }) => archived !== true);
  const bottom = shown.find(
    (layer) => layer.type !== 'mesh' && layer.visible !== false && problemOf(layer) === undefined,
  );
  return shown.map((layer) => {
    const { name } = layer;
    const problem = problemOf(layer);
    if (problem) return { name, state: layer, spec: undefined, problem };
    return { name, state: layer, spec: specOf(layer, shown, layer === bottom), problem: undefined };
  });
}

/** Layers that this version knows how to show. */
function isKnown(layer: LinkLayer): boolean {
  return layer.type === 'image' || layer.type === 'segmentation' || layer.type === 'mesh';
}

function problemOf(layer: LinkLayer): FloodlightError | undefined {
  const url = layer.source?.[0]?.url;
  const subject = `layer ${layer.name}`;
  const expected = 'an image, a segmentation or a mesh with a source';
  const cure = 'It stays in the state and in links made here';
  if (url === undefined) return new UnsupportedError({ subject, expected, got: 'no source', cure });
  if (isKnown(layer)) return undefined;
  const got = `a layer of type ${layer.type}, which is not supported yet`;
  return new UnsupportedError({ subject, expected, got, cure });
}

function specOf(layer: LinkLayer, all: readonly LinkLayer[], isBottom: boolean): LayerSpec | undefined {
  const { name, visible } = layer;
  const source = layer.source?.[0]?.url ?? '';
  const renderScale = 'crossSectionRenderScale' in layer ? layer.crossSectionRenderScale : undefined;
  const common = { name, source, visible: visible !== false, renderScale };
  if (layer.type === 'image')
    return { ...common, type: 'image', segments: [], image: imageLookOf(layer, isBottom) };
  if (layer.type === 'mesh')
    return { ...common, type: 'mesh', segments: [], mesh: readMeshShader(layer.shader) };
  if (layer.type !== 'segmentation') return undefined;
  const group = linkedLayer(layer.linkedSegmentationGroup, all) ?? layer;
  const colors = colorGroup(layer, group, all);
  return {
    ...common,
    type: 'segmentation',
    segments: shownSegments(group),
    segmentation: segmentLookOf(layer, colors, isBottom),
  };
}

/** Ids that are shown: those without the mark of listed ones. */
export const shownSegments = ({ segments = [] }: SegmentationLayer): bigint[] =>
  segments.filter((id) => !id.startsWith('!')).map(BigInt);

const linkedLayer = (name: string | undefined, all: readonly LinkLayer[]): SegmentationLayer | undefined =>
  all.find((each): each is SegmentationLayer => each.type === 'segmentation' && each.name === name);

function colorGroup(
  layer: SegmentationLayer,
  group: SegmentationLayer,
  all: readonly LinkLayer[],
): SegmentationLayer {
  const { linkedSegmentationColorGroup: named } = layer;
  if (named === false) return layer;
  return linkedLayer(named, all) ?? group;
}
