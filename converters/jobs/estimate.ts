import { gzipSync } from 'node:zlib';
import { volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import {
  type ChunkGrid,
  chunkBox,
  createChunkGrid,
  describePrecomputed,
  encodeBox,
  encodeInfo,
  type PrecomputedInfo,
  type PrecomputedSpec,
} from '../../datasets/precomputed/index.ts';
import {
  createShardGrid,
  parseSharding,
  shardIndexBytes,
} from '../../datasets/precomputed/sharding/index.ts';
import { bytesPerSample, type DataType, type Volume } from '../../datasets/volume.ts';

/** What a conversion would write. */
export interface Estimate {
  readonly dataType: DataType;
  /** Voxels of the finest scale, nanometres of one, and voxels of a chunk. */
  readonly size: Xyz;
  readonly resolutionNm: Xyz;
  readonly chunkSize: Xyz;
  readonly chunks: number;
  /** Files, `info` and `provenance.json` included. */
  readonly objects: number;
  /** Voxels before any encoding. */
  readonly rawBytes: number;
  /** Of all objects: some chunks were encoded, and the others are taken to be like them. */
  readonly bytes: number;
  readonly r2: R2Cost;
}

export interface R2Cost {
  /** US dollars once, for the writes. */
  readonly upload: number;
  /** US dollars a month, for the bytes, free allowance not counted. */
  readonly storagePerMonth: number;
}

/** What would be written. */
export interface EstimateTarget {
  readonly spec: PrecomputedSpec;
  /** For messages. */
  readonly output: string;
  readonly gzipLevel: number;
}

/** Cloudflare R2, standard storage, as published in 2026: dollars per GB-month and per million writes. */
const R2_STORAGE_PER_GB_MONTH = 0.015;
const R2_PER_MILLION_WRITES = 4.5;

/** Command, versions and the input's hash: some hundred bytes. */
const PROVENANCE_BYTES = 700;

/** Chunks that are encoded to see how small they get; spread over the volume. */
const SAMPLES = 12;

/** Objects are exact; bytes come from a few chunks that are read and encoded. @throws as `describePrecomputed`. */
export async function estimateConversion(volume: Volume, target: EstimateTarget): Promise<Estimate> {
  const info = describePrecomputed(target.output, target.spec, volume);
  const [scale] = info.scales;
  const grid = createChunkGrid(volume.bounds, scale.chunkSizes[0]);
  const chunks = volumeOf(grid.gridSize);
  const rawBytes = volumeOf(scale.size) * volume.numChannels * bytesPerSample(volume.dataType);
  const { files, overheadBytes } = filesOf(info, grid, chunks);
  const ratio = await sampledRatio(volume, grid, info, target.gzipLevel);
  const bytes = Math.round(rawBytes * ratio) + overheadBytes + encodeInfo(info).length + PROVENANCE_BYTES;
  const objects = files + 2;
  const { size, resolutionNm } = scale;
  return {
    dataType: volume.dataType,
    size,
    resolutionNm,
    chunkSize: scale.chunkSizes[0],
    chunks,
    objects,
    rawBytes,
    bytes,
    r2: costOf(objects, bytes),
  };
}

/** What so many objects of so many bytes in all cost. */
export const costOf = (objects: number, bytes: number): R2Cost => ({
  upload: (objects / 1e6) * R2_PER_MILLION_WRITES,
  storagePerMonth: (bytes / 1e9) * R2_STORAGE_PER_GB_MONTH,
});

/** Files of chunks, and what they hold beside chunks. */
function filesOf(
  info: PrecomputedInfo,
  grid: ChunkGrid,
  chunks: number,
): { files: number; overheadBytes: number } {
  const { sharding } = info.scales[0];
  if (!sharding) return { files: chunks, overheadBytes: 0 };
  const spec = parseSharding(sharding, 'sharding');
  const files = volumeOf(createShardGrid(grid.gridSize, spec).gridSize);
  // A compressed entry of a minishard index is some 4 of its 24 bytes: keys and starts count up by the same steps.
  const entryBytes = spec.minishardIndexEncoding === 'gzip' ? 4 : 24;
  return { files, overheadBytes: files * shardIndexBytes(spec) + chunks * entryBytes };
}

/** Encoded over raw bytes of some chunks, from corner to corner. */
async function sampledRatio(
  volume: Volume,
  grid: ChunkGrid,
  info: PrecomputedInfo,
  level: number,
): Promise<number> {
  const [scale] = info.scales;
  const isGzip = scale.sharding?.['data_encoding'] === 'gzip';
  let raw = 0;
  let stored = 0;
  for (const position of samplePositions(grid.gridSize)) {
    const box = chunkBox(grid, position);
    const block = await volume.read(box);
    const encoded = await encodeBox(scale, { block, origin: box.begin }, box, { subject: 'estimate' });
    raw += block.data.byteLength;
    stored += isGzip ? gzipSync(encoded, { level }).length : encoded.length;
  }
  return stored / raw;
}

/** Even steps along the diagonal of each axis, shifted against each other so that they fill the volume. */
function samplePositions(gridSize: Xyz): Xyz[] {
  const n = Math.min(SAMPLES, volumeOf(gridSize));
  const at = (i: number, turns: number, cells: number) => Math.floor((((i + 0.5) * turns) % n) * (cells / n));
  const all = Array.from({ length: n }, (_, i) =>
    xyz(at(i, 1, gridSize[0]), at(i, 5, gridSize[1]), at(i, 7, gridSize[2])),
  );
  return [...new Map(all.map((position) => [position.join(), position])).values()];
}

/** `2 objects, about 1.0 GB (2.0 GB of voxels); on R2 $0.0000090 to upload, $0.015 a month` */
export function formatEstimate({ objects, bytes, rawBytes, r2 }: Estimate): string {
  const dollars = (value: number) => `$${value < 100 ? Number(value.toPrecision(2)) : Math.ceil(value)}`;
  const sizes = `about ${formatBytes(bytes)} (${formatBytes(rawBytes)} of voxels)`;
  const cost = `${dollars(r2.upload)} to upload, ${dollars(r2.storagePerMonth)} a month`;
  return `${objects} objects, ${sizes}; on R2 ${cost}`;
}

/** `1.2 MB` */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}
