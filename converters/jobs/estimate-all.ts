import { boxOf, mapXyz, volumeOf, type Xyz } from '../../datasets/geometry/index.ts';
import { planSteps } from '../pyramid/index.ts';
import { costOf, type Estimate, formatBytes, formatEstimate, type R2Cost } from './estimate.ts';
import { defaultMemoryBytes, threadsWithin } from './memory.ts';
import { DEFAULT_MESH_BLOCK } from './mesh-dataset.ts';
import { blockWithin, bytesOfBlock } from './skeleton-request.ts';

/** A dataset of `convert --all`: the finest scale, and what is made of it. */
export interface PartEstimate {
  readonly finest: Estimate;
  /** Scales that are added. */
  readonly coarser: number;
  /** Of the added scales. */
  readonly coarserChunks: number;
  readonly voxels: number;
}

/** What `convert --all` would do, as far as it can be said before labels are read. */
export interface AllEstimate {
  readonly parts: Readonly<Record<string, PartEstimate>>;
  /** Chunks of all scales, and blocks of meshes and of skeletons; groups of labels come to it. */
  readonly tasks: number;
  readonly voxels: number;
  /** Files and bytes of chunks of all scales; those of meshes and skeletons are known when the labels are. */
  readonly objects: number;
  readonly bytes: number;
  readonly r2: R2Cost;
  /** The most that a step is likely to take. */
  readonly peakBytes: number;
}

/** @param finest estimates by the name of the part: image, segmentation. @param memoryBytes that work may take. */
export function estimateAll(finest: Readonly<Record<string, Estimate>>, memoryBytes?: number): AllEstimate {
  const parts = Object.fromEntries(Object.entries(finest).map(([name, one]) => [name, withScales(one)]));
  const all = Object.values(parts);
  const sum = (of: (part: PartEstimate) => number) => all.reduce((total, part) => total + of(part), 0);
  const size = finest['segmentation']?.size ?? [0, 0, 0];
  const objects = sum(({ finest: { objects }, coarserChunks }) => objects + coarserChunks);
  const bytes = sum(({ finest, voxels }) => Math.round((finest.bytes * voxels) / volumeOf(finest.size)));
  return {
    ...{ parts, objects, bytes, voxels: sum(({ voxels }) => voxels), r2: costOf(objects, bytes) },
    tasks:
      sum(({ finest, coarserChunks }) => finest.chunks + coarserChunks) +
      blocksOf(size, DEFAULT_MESH_BLOCK) +
      blocksOf(size, blockWithin(size, memoryBytes)),
    peakBytes: peakOf(size, memoryBytes),
  };
}

function withScales(finest: Estimate): PartEstimate {
  const { size, resolutionNm, chunkSize } = finest;
  const steps = planSteps({ bounds: boxOf([0, 0, 0], size), voxelSizeNm: resolutionNm }, { chunkSize });
  const sizes = steps.map(({ bounds }) => mapXyz((end, i) => end - bounds.begin[i], bounds.end));
  const chunksOf = (of: Xyz) => volumeOf(mapXyz((n, i) => Math.ceil(n / chunkSize[i]), of));
  return {
    finest,
    coarser: steps.length,
    coarserChunks: sizes.reduce((total, one) => total + chunksOf(one), 0),
    voxels: sizes.reduce((total, one) => total + volumeOf(one), volumeOf(size)),
  };
}

const blocksOf = (size: Xyz, edge: number): number => volumeOf(mapXyz((n) => Math.ceil(n / edge), size));

/** Skeletons hold more than any other step. */
function peakOf(size: Xyz, memoryBytes?: number): number {
  const edge = blockWithin(size, memoryBytes);
  const block = bytesOfBlock(size, edge);
  return block * Math.min(blocksOf(size, edge), threadsWithin(memoryBytes ?? defaultMemoryBytes(), block));
}

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

/** The plan for people, a line for each step. */
export function formatAll({ parts, ...all }: AllEstimate): string[] {
  const lines = Object.entries(parts).flatMap(([name, { finest, coarser, coarserChunks }]) => [
    `  ${name}: ${finest.size.join(' x ')} voxels, ${counted(finest.chunks, 'chunk')} in ${formatEstimate(finest)}`,
    coarser === 0
      ? '    one chunk is all: no coarser scales'
      : `    ${counted(coarser, 'coarser scale')}, ${counted(coarserChunks, 'chunk')}`,
  ]);
  const dollars = (value: number) => `$${Number(value.toPrecision(2))}`;
  const cost = `on R2 ${dollars(all.r2.upload)} to upload, ${dollars(all.r2.storagePerMonth)} a month`;
  return [
    ...lines,
    '  meshes, skeletons and properties of all labels: what they need is known when the labels are read',
    `  in all ${all.tasks} tasks and the labels, ${all.voxels} voxels, about ${formatBytes(all.bytes)}; ${cost}; at most about ${formatBytes(all.peakBytes)} of memory in work`,
  ];
}
