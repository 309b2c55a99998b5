/** What the page and the worker that grows objects say to each other: calls by name, and what happens meanwhile. */
import type { Box, Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { MeshGeometry } from '../../state/index.ts';
import type { PlainError } from '../protocol.ts';

/** The image that is clicked into: one scale of it, whose voxels the objects have. */
export interface VolumePlace {
  readonly bounds: Box;
  readonly voxelSizeNm: Xyz;
}

/** An object that was grown. */
export interface ClickedObject {
  /** Its number in this volume, from 1. */
  readonly id: number;
  /** The segment it belongs to: its own number, or what it was merged into. */
  readonly segment: bigint;
  /** Voxels of the volume. */
  readonly seed: Xyz;
  readonly bounds: Box;
  readonly voxels: number;
  readonly steps: number;
  readonly elapsedMs: number;
  /** It was stopped before it was complete. */
  readonly isStopped: boolean;
  /** Faces of the box that it reached and that are not the volume's: it may go on beyond. */
  readonly reached: readonly string[];
  /** How it was grown, for doing it again. */
  readonly box: Box;
  readonly settings: GrowSettings;
  readonly model: string;
}

/** Probabilities, and grey values that become 0 and 1. */
export interface GrowSettings {
  readonly initActivation: number;
  readonly padValue: number;
  readonly moveThreshold: number;
  readonly segmentThreshold: number;
  readonly imageMean: number;
  readonly imageStddev: number;
}

export interface OpenedVolume {
  readonly place: VolumePlace;
  readonly objects: readonly ClickedObject[];
  /** Why results are not kept across reloads; undefined where they are. */
  readonly notKept: string | undefined;
}

export interface ModelInfo {
  readonly name: string;
  readonly id: string;
  readonly device: string;
  readonly fovSize: Xyz;
  /** What the file says of what it was trained on. */
  readonly imageMean: number | undefined;
  readonly imageStddev: number | undefined;
  readonly voxelSizeNm: Xyz | undefined;
}

export interface Click {
  /** Voxels of the volume. */
  readonly seed: Xyz;
  /** First voxel of the image's block. */
  readonly begin: Xyz;
  /** One channel. */
  readonly block: VoxelBlock;
  readonly settings: GrowSettings;
}

/** How an object came out: kept, or why there is none. */
export type GrowResult =
  | { readonly object: ClickedObject }
  | { readonly object: undefined; readonly why: 'weak' | 'empty'; readonly steps: number };

export interface SegmenterCalls {
  /** @param place undefined: as it was when it was last opened. */
  open(key: string, place: VolumePlace | undefined): Promise<OpenedVolume>;
  loadModel(name: string, bytes: Uint8Array, device: DeviceName): Promise<ModelInfo>;
  grow(click: Click): Promise<GrowResult>;
  /** Ends the object that grows, as it is. */
  stop(): Promise<void>;
  /** Ends the object that grows, and leaves nothing of it. */
  cancel(): Promise<void>;
  /** Takes back the last object or merge. */
  undo(): Promise<void>;
  /** @param into any id of 64 bits but 0. */
  merge(ids: readonly number[], into: bigint): Promise<void>;
  chunk(index: Xyz): Promise<VoxelBlock>;
  mesh(segment: bigint): Promise<MeshGeometry>;
  exportFile(format: ExportFormat): Promise<Uint8Array>;
}

export type DeviceName = 'webgpu' | 'cpu';
export type ExportFormat = 'precomputed' | 'npz';

/** What the worker tells without being asked. */
export type SegmenterEvent =
  /** Keys as `LayerSource.watch` has them. */
  | { readonly kind: 'changed'; readonly keys: readonly string[] }
  | { readonly kind: 'objects'; readonly objects: readonly ClickedObject[] }
  | ({ readonly kind: 'progress' } & GrowProgress)
  | { readonly kind: 'device-lost'; readonly reason: string };

export interface GrowProgress {
  readonly id: number;
  readonly steps: number;
  readonly voxels: number;
  readonly stepsPerSecond: number;
}

export type SegmenterRequest = {
  readonly id: number;
  readonly name: keyof SegmenterCalls;
  readonly args: readonly unknown[];
};

export type SegmenterReply =
  | { readonly ready: true }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: PlainError }
  | { readonly event: SegmenterEvent };

/** Voxels of a chunk of labels, an axis. */
export const LABEL_CHUNK = 64;
