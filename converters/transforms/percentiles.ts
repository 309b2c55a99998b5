import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { boxSize, volumeOf } from '../../datasets/geometry/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import type { Samples, Volume } from '../../datasets/volume.ts';
import { sampleBoxes } from './blocks.ts';
import type { Window } from './intensity.ts';

/** Shares of voxels, percent from 0 to 100. */
export interface Percentiles {
  readonly low: number;
  readonly high: number;
}

/** Volumes up to this are read as a whole. */
const WHOLE_VOXELS = 2 ** 24;
/** Of larger ones 64 blocks of 64 x 64 x 64, the first and the last at the volume's corners, the same ones every time. */
const SAMPLE = { perAxis: 4, edge: 64 };
/** Values of 32 bits that are kept, every n-th. */
const KEPT_VALUES = 2 ** 22;

/**
 * Grey values below which shares of the voxels lie: the smallest value that at least so many voxels do not exceed. Of large
 * volumes 17 million voxels are looked at. All channels count alike; NaN does not count.
 * @throws UnsupportedError for uint64; InvalidDataError where both are the same value.
 */
export async function percentileWindow(
  volume: Volume,
  { low, high }: Percentiles,
  signal?: AbortSignal,
): Promise<Window> {
  if (volume.dataType === 'uint64')
    throw new UnsupportedError({ subject: '--contrast', expected: 'an image', got: 'uint64 labels' });
  const counter = /16|8/.test(volume.dataType) ? createHistogram() : createSample(volume);
  for (const box of sampleBoxes(volume.bounds, { ...SAMPLE, wholeVoxels: WHOLE_VOXELS })) {
    throwIfAborted(signal, '--contrast');
    counter.add((await volume.read(box, { signal })).data as Numbers);
  }
  const window = { low: counter.at(low / 100), high: counter.at(high / 100) };
  if (window.low !== window.high) return window;
  throw new InvalidDataError({
    subject: `--contrast ${low}%,${high}%`,
    expected: 'two different grey values',
    got: `${window.low} for both`,
    cure: 'The image is nearly constant: give grey values, or percentiles that are farther apart',
  });
}

type Numbers = Exclude<Samples, BigUint64Array>;

interface Counter {
  add(samples: Numbers): void;
  /** @param share 0 to 1. */
  at(share: number): number;
}

/** Integers of at most 16 bits, signed or not: one bin a value. */
function createHistogram(): Counter {
  const offset = 32_768;
  const bins = new Float64Array(offset + 65_536);
  let total = 0;
  return {
    add(samples) {
      total += samples.length;
      for (let i = 0; i < samples.length; i++) bins[samples[i]! + offset]! += 1;
    },
    at(share) {
      const wanted = Math.max(1, Math.ceil(share * total));
      let bin = 0;
      for (let sum = bins[0]!; sum < wanted; sum += bins[bin]!) bin++;
      return bin - offset;
    },
  };
}

function createSample({ bounds, numChannels }: Volume): Counter {
  const all = Math.min(volumeOf(boxSize(bounds)), WHOLE_VOXELS + SAMPLE.edge ** 3) * numChannels;
  const step = Math.max(1, Math.ceil(all / KEPT_VALUES));
  const kept: number[] = [];
  let sorted: Float64Array | undefined;
  return {
    add(samples) {
      for (let i = 0; i < samples.length; i += step) if (!Number.isNaN(samples[i]!)) kept.push(samples[i]!);
    },
    at(share) {
      sorted ??= Float64Array.from(kept).sort();
      return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    },
  };
}
