import type { Xyz } from '../../datasets/geometry/index.ts';
import type { ChunkTexture, SliceLayer, Stage } from '../render/index.ts';
import {
  type ChunkData,
  type Cut,
  chooseScales,
  type LayerScale,
  type VisibleChunk,
  visibleChunks,
} from '../state/index.ts';
import { type LayerState, styleOf } from './layer-state.ts';
import type { Resource, ResourceCache, Wanted } from './resource-cache.ts';
import type { SegmentTables } from './segment-tables.ts';
import { keepBorder } from './smooth-chunks.ts';

export type ChunkCache = ResourceCache<ChunkData, ChunkTexture>;

/** What drawing one frame finds out: what is missing, and whether uploads are left for the next. */
export interface FrameNeeds<Value> {
  readonly wanted: Wanted<Value>[];
  /** A frame uploads no longer than this, so that a drag stays smooth while chunks pour in. */
  readonly uploadBudgetMs: number;
  /** Spent on uploads so far. */
  uploadMs: number;
  uploadsLeft: boolean;
}

export const noNeeds = <Value>(uploadBudgetMs: number): FrameNeeds<Value> => ({
  wanted: [],
  uploadBudgetMs,
  uploadMs: 0,
  uploadsLeft: false,
});

export const chunkKey = (layer: LayerState, scale: number, index: readonly number[]) =>
  `${layer.key}/${scale}/${index.join(',')}`;

/**
 * Finds what a cross-section draws from what is there, and adds what is not to `needs`.
 * Loaded are the scale wanted and the coarsest, which stands in; what happens to be there of those between is drawn too.
 */
export function sliceLayers(
  stage: Stage,
  cut: Cut,
  layers: readonly LayerState[],
  use: ChunkUse,
): SliceLayer[] {
  return layers.flatMap((layer): SliceLayer[] => {
    if (!layer.source || layer.spec.type === 'mesh') return [];
    const { info } = layer.source;
    const coarsestFirst = chooseScales(info.scales, cut.nmPerPixel * (layer.spec.renderScale ?? 1));
    const style = styleOf(layer, info, use.tables);
    const isSmooth = style.type === 'image' && style.isSmooth;
    const found: SliceLayer['chunks'][number][] = [];
    const absent: NonNullable<SliceLayer['absent']>[number][] = [];
    for (const [order, scale] of coarsestFirst.entries()) {
      const isWanted = order === coarsestFirst.length - 1;
      const tier = isWanted ? 'wanted' : order === 0 ? 'stand-in' : 'between';
      const near = visibleChunks(info.scales[scale] as LayerScale, cut, isSmooth);
      const visible = near.filter(({ polygon }) => polygon.length > 0);
      for (const chunk of near) if (!visible.includes(chunk)) want({ layer, scale, chunk, tier }, use);
      const ready = visible.flatMap((chunk) => {
        const texture = textureOf(stage, { layer, scale, chunk, tier, isSmooth }, use);
        const absence =
          !texture && isWanted ? use.chunks.absenceOf(chunkKey(layer, scale, chunk.index)) : 'loading';
        // Where labels have no chunk there is background.
        if (absence === 'failed' || (absence === 'missing' && layer.spec.type === 'image'))
          absent.push({ chunk, kind: absence });
        return texture ? [{ chunk, texture }] : [];
      });
      // Where all that is wanted is there, coarser chunks would be drawn for nothing.
      if (isWanted && ready.length === visible.length) found.length = 0;
      // Finest first: the renderer lets coarser chunks fill only what is left.
      found.unshift(...ready);
    }
    return [{ style, chunks: found, absent }];
  });
}

export interface ChunkUse {
  readonly chunks: ChunkCache;
  readonly tables: SegmentTables;
  readonly needs: FrameNeeds<ChunkData>;
}

interface Place {
  readonly layer: LayerState;
  readonly scale: number;
  readonly chunk: VisibleChunk;
  readonly tier: 'stand-in' | 'wanted' | 'between';
}

/** @returns the chunk if it is there; else it is wanted. */
function want(place: Place, { chunks, needs }: ChunkUse): Resource<ChunkData, ChunkTexture> | undefined {
  const { layer, scale, chunk, tier } = place;
  const { source } = layer;
  const key = chunkKey(layer, scale, chunk.index);
  const resource = chunks.get(key);
  if (source && tier !== 'between' && chunks.lacks(key)) {
    needs.wanted.push({
      key,
      urgency: urgencyOf(tier, chunk),
      load: (signal) => source.readChunk(scale, chunk.index, signal),
    });
  }
  return resource;
}

/** @returns the chunk's texture; undefined, and wanted, where it is not loaded or not uploaded yet. */
function textureOf(
  stage: Stage,
  place: Place & { readonly isSmooth: boolean },
  use: ChunkUse,
): ChunkTexture | undefined {
  const { chunks, needs } = use;
  const resource = want(place, use);
  if (!resource || (!resource.handle && !mayUpload(needs))) return undefined;
  const began = performance.now();
  keepBorder(stage, resource, chunks, smoothPlace(place));
  resource.handle ??= stage.uploadChunk(resource.value);
  needs.uploadMs += performance.now() - began;
  return resource.handle;
}

function smoothPlace({ layer, scale, chunk, isSmooth }: Place & { readonly isSmooth: boolean }) {
  const info = layer.source?.info.scales[scale];
  if (!isSmooth || !info) return undefined;
  return { scale: info, index: chunk.index, keyOf: (index: Xyz) => chunkKey(layer, scale, index) };
}

/** Whether this frame has time to upload something more; if not, another frame will be needed. */
export function mayUpload(needs: FrameNeeds<unknown>): boolean {
  // The first upload of a frame always passes: a slow machine must come to an end too.
  const isLeft = needs.uploadMs <= needs.uploadBudgetMs;
  if (!isLeft) needs.uploadsLeft = true;
  return isLeft;
}

/** Stand-ins come first, of all panels; then what is wanted, nearest to the centres of the panels first. */
const urgencyOf = (tier: Place['tier'], { distance }: VisibleChunk) =>
  tier === 'stand-in' ? STAND_IN + distance : distance;

/** Below every distance in pixels. */
const STAND_IN = -1e9;
