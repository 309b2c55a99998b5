import type { VoxelBlock } from '../../datasets/volume.ts';
import type { ChunkTexture, SliceLayer, Stage } from '../render/index.ts';
import { type Cut, chooseScales, type LayerScale, type VisibleChunk, visibleChunks } from '../state/index.ts';
import { type LayerState, styleOf } from './layer-state.ts';
import type { ResourceCache, Wanted } from './resource-cache.ts';

export type ChunkCache = ResourceCache<VoxelBlock, ChunkTexture>;

/** What drawing one frame finds out: what is missing, and whether uploads are left for the next. */
export interface FrameNeeds<Value> {
  readonly wanted: Wanted<Value>[];
  /** Spent on uploads so far. */
  uploadMs: number;
  uploadsLeft: boolean;
}

/** A frame uploads no longer than this, so that a drag stays smooth while chunks pour in. */
const UPLOAD_BUDGET_MS = 4;

export const chunkKey = (layer: LayerState, scale: number, index: readonly number[]) =>
  `${layer.key}/${scale}/${index.join(',')}`;

/** Draws a cross-section from what is there, and adds what is not to `needs`. */
export function drawSlice(
  stage: Stage,
  cut: Cut,
  layers: readonly LayerState[],
  { chunks, needs }: { readonly chunks: ChunkCache; readonly needs: FrameNeeds<VoxelBlock> },
): void {
  const drawn = layers.flatMap((layer): SliceLayer[] => {
    if (!layer.source) return [];
    const { dataType, scales } = layer.source.info;
    const found: SliceLayer['chunks'][number][] = [];
    const coarsestFirst = chooseScales(scales, cut.orientation, cut.nmPerPixel);
    for (const scale of coarsestFirst) {
      const visible = visibleChunks(scales[scale] as LayerScale, cut);
      const ready = visible.flatMap((chunk) => {
        const texture = textureOf(stage, { layer, scale, chunk }, { chunks, needs });
        return texture ? [{ chunk, texture }] : [];
      });
      // Finest first: the renderer lets coarser chunks fill only what is left.
      found.unshift(...ready);
    }
    return [{ style: styleOf(layer.spec, dataType), chunks: found }];
  });
  stage.slices.draw(cut, drawn);
}

/** @returns the chunk's texture; undefined, and wanted, where it is not loaded or not uploaded yet. */
function textureOf(
  stage: Stage,
  place: { readonly layer: LayerState; readonly scale: number; readonly chunk: VisibleChunk },
  { chunks, needs }: { readonly chunks: ChunkCache; readonly needs: FrameNeeds<VoxelBlock> },
): ChunkTexture | undefined {
  const { layer, scale, chunk } = place;
  const key = chunkKey(layer, scale, chunk.index);
  const resource = chunks.get(key);
  if (!resource) {
    const { source } = layer;
    if (source) needs.wanted.push({ key, load: (signal) => source.readChunk(scale, chunk.index, signal) });
    return undefined;
  }
  if (!resource.handle) {
    // The first upload of a frame always passes: a slow machine must come to an end too.
    if (needs.uploadMs > UPLOAD_BUDGET_MS) {
      needs.uploadsLeft = true;
      return undefined;
    }
    const began = performance.now();
    resource.handle = stage.uploadChunk(resource.value);
    needs.uploadMs += performance.now() - began;
  }
  return resource.handle;
}
