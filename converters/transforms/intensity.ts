import { UnsupportedError } from '../../datasets/errors.ts';
import { createSamples, type DataType, type Samples, type Volume } from '../../datasets/volume.ts';

/** Grey values that become the darkest and the brightest of the target. */
export interface Window {
  readonly low: number;
  readonly high: number;
}

/** The largest value of the integer types that images have. */
const MAXIMA = { uint8: 255, uint16: 65_535 } as const;

export type WindowedType = keyof typeof MAXIMA;

/**
 * Maps `low` to 0 and `high` to the type's maximum, linearly, rounded half up and clamped; NaN becomes 0. With `low` above
 * `high` the image is inverted.
 * @throws UnsupportedError for uint64 samples, which are labels.
 */
export function windowVolume(volume: Volume, { low, high }: Window, dataType: WindowedType): Volume {
  assertIntensity(volume);
  // Multiplied before divided: half of the window is then exactly half of the range.
  const max = MAXIMA[dataType];
  return mapSamples(volume, dataType, (source, target) => {
    for (let i = 0; i < source.length; i++) {
      const value = Math.floor(((source[i]! - low) * max) / (high - low) + 0.5);
      target[i] = Math.min(max, Math.max(0, value));
    }
  });
}

/**
 * Dark becomes bright: `max - v` for unsigned integers of 8 and 16 bits, `-v` for float32.
 * @throws UnsupportedError for other types.
 */
export function invertVolume(volume: Volume): Volume {
  const { dataType } = volume;
  if (dataType === 'float32') {
    return mapSamples(volume, dataType, (source, target) => {
      for (let i = 0; i < source.length; i++) target[i] = -source[i]!;
    });
  }
  if (dataType === 'uint8' || dataType === 'uint16') {
    const max = MAXIMA[dataType];
    return mapSamples(volume, dataType, (source, target) => {
      for (let i = 0; i < source.length; i++) target[i] = max - source[i]!;
    });
  }
  const cure = 'Convert with --contrast LOW,HIGH first: LOW above HIGH inverts';
  throw new UnsupportedError({
    subject: '--invert',
    expected: 'uint8, uint16 or float32',
    got: dataType,
    cure,
  });
}

/** All types but uint64 are arrays of numbers, and loops over them are the same code. */
type NumberArray = Exclude<Samples, BigUint64Array>;

function mapSamples(
  volume: Volume,
  dataType: DataType,
  map: (source: NumberArray, target: NumberArray) => void,
): Volume {
  return {
    ...volume,
    dataType,
    async read(box, options) {
      const block = await volume.read(box, options);
      const data = createSamples(dataType, block.data.length);
      map(block.data as NumberArray, data as NumberArray);
      return { ...block, dataType, data };
    },
  };
}

function assertIntensity({ dataType }: Volume): void {
  if (dataType !== 'uint64') return;
  throw new UnsupportedError({ subject: '--contrast', expected: 'an image', got: 'uint64 labels' });
}
