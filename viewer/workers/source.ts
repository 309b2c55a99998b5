import type { Xyz } from '../../datasets/geometry/index.ts';
import type {
  ChunkData,
  FragmentRef,
  LayerInfo,
  MeshGeometry,
  SegmentMesh,
  SegmentNames,
  SkeletonGeometry,
} from '../state/index.ts';

/** A dataset as the viewer sees it, wherever it is fetched and decoded. */
export interface LayerSource {
  readonly info: LayerInfo;
  /** @param scale index into `info.scales`. @param index of a chunk in that scale's grid. */
  readChunk(scale: number, index: Xyz, signal: AbortSignal): Promise<ChunkData>;
  /** @throws MissingError where the segment has no mesh. */
  readMesh(segment: bigint, signal: AbortSignal): Promise<SegmentMesh>;
  /** One fragment of a mesh that has levels; empty where the manifest says so. */
  readFragment(segment: bigint, fragment: FragmentRef, signal: AbortSignal): Promise<MeshGeometry>;
  /** @throws MissingError where the segment has no skeleton. */
  readSkeleton(segment: bigint, signal: AbortSignal): Promise<SkeletonGeometry>;
  /** Empty where the dataset names no segment properties. @throws MissingError where it names some that are not there. */
  readNames(signal: AbortSignal): Promise<SegmentNames>;
  /**
   * Data that change while they are shown have this.
   * @param changed is told which, until the signal the source was opened with: `SCALE/X,Y,Z` of chunks, `mesh/SEGMENT`.
   */
  watch?(changed: (keys: readonly string[]) => void): void;
}
