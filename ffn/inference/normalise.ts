import { InvalidDataError } from '../../datasets/errors.ts';

/** The grey values a network takes for 0 and for 1. */
export interface Normalisation {
  readonly mean: number;
  /** > 0. */
  readonly stddev: number;
}

/**
 * `(raw - mean) / stddev`, each step in float32; nothing is clipped. Source: spec/ffn.md 2.2.
 * @param raw any order of axes; it is kept.
 * @throws InvalidDataError where the standard deviation is 0 or not finite, as in a request that does not set it.
 */
export function normaliseImage(raw: ArrayLike<number>, { mean, stddev }: Normalisation): Float32Array {
  if (!(stddev > 0) || !Number.isFinite(stddev) || !Number.isFinite(mean)) {
    throw new InvalidDataError({
      subject: 'image_mean, image_stddev',
      expected: 'a finite mean and a standard deviation > 0',
      got: `${mean}, ${stddev}`,
    });
  }
  const { fround } = Math;
  const offset = fround(mean);
  const scale = fround(stddev);
  const image = new Float32Array(raw.length);
  for (let i = 0; i < image.length; i++) image[i] = fround(fround(raw[i]) - offset) / scale;
  return image;
}
