import { boxSize, volumeOf, type Xyz } from '../../datasets/geometry/index.ts';
import { bytesPerSample, type Volume } from '../../datasets/volume.ts';

/** What a conversion would write. */
export interface Estimate {
  readonly chunks: number;
  /** Files, `info` included. */
  readonly objects: number;
  /** Before any encoding: labels and gzip make it less, nothing makes it more than a few percent larger. */
  readonly rawBytes: number;
  readonly r2: R2Cost;
}

export interface R2Cost {
  /** US dollars once, for the writes. */
  readonly upload: number;
  /** US dollars a month, for the bytes, free allowance not counted. */
  readonly storagePerMonth: number;
}

/** Cloudflare R2, standard storage, as published in 2026: dollars per GB-month and per million writes. */
const R2_STORAGE_PER_GB_MONTH = 0.015;
const R2_PER_MILLION_WRITES = 4.5;

/** @param chunkSize voxels. */
export function estimateConversion(volume: Volume, chunkSize: Xyz): Estimate {
  const size = boxSize(volume.bounds);
  const chunks = size.reduce((product, n, axis) => product * Math.ceil(n / chunkSize[axis as 0 | 1 | 2]), 1);
  const rawBytes = volumeOf(size) * volume.numChannels * bytesPerSample(volume.dataType);
  const objects = chunks + 1;
  const r2 = {
    upload: (objects / 1e6) * R2_PER_MILLION_WRITES,
    storagePerMonth: (rawBytes / 1e9) * R2_STORAGE_PER_GB_MONTH,
  };
  return { chunks, objects, rawBytes, r2 };
}

/** `2049 objects, about 1.0 GB before encoding; on R2 $0.0092 to upload, up to $0.015 a month` */
export function formatEstimate({ objects, rawBytes, r2 }: Estimate): string {
  const dollars = (value: number) => `$${value < 100 ? Number(value.toPrecision(2)) : Math.ceil(value)}`;
  return `${objects} objects, about ${formatBytes(rawBytes)} before encoding; on R2 ${dollars(r2.upload)} to upload, up to ${dollars(r2.storagePerMonth)} a month`;
}

/** `1.2 MB` */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}
