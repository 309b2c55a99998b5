import type { Xyz } from '../../datasets/geometry/index.ts';
import type { MeshGeometry } from '../render/index.ts';
import type { ChunkData, LayerInfo } from '../state/index.ts';

/** A dataset as the viewer sees it, wherever it is fetched and decoded. */
export interface LayerSource {
  readonly info: LayerInfo;
  /** @param scale index into `info.scales`. @param index of a chunk in that scale's grid. */
  readChunk(scale: number, index: Xyz, signal: AbortSignal): Promise<ChunkData>;
  /** @throws MissingError where the segment has no mesh. */
  readMesh(segment: bigint, signal: AbortSignal): Promise<MeshGeometry>;
}
