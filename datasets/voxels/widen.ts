import { UnsupportedError } from '../errors.ts';
import { createSamples, type DataType, type Samples, type Volume } from '../volume.ts';

/** Unsigned types in order of width: each holds every value of those before it. */
const UNSIGNED: readonly DataType[] = ['uint8', 'uint16', 'uint32', 'uint64'];

/**
 * Labels in a wider unsigned type, without loss: compressed_segmentation wants uint32 or uint64.
 * @returns the same array where it has the type already.
 * @throws UnsupportedError where values could be lost.
 */
export function widenLabels(data: Samples, from: DataType, to: DataType): Samples {
  if (from === to) return data;
  assertWidens(from, to);
  const wide = createSamples(to, data.length);
  if (wide instanceof BigUint64Array) {
    // Low words only: the high ones are 0 already, and no bigint is made.
    const lanes = new Uint32Array(wide.buffer);
    const narrow = data as Uint8Array;
    for (let i = 0; i < narrow.length; i++) lanes[2 * i] = narrow[i];
  } else (wide as Uint32Array).set(data as Uint8Array);
  return wide;
}

/** A view of a volume of labels in a wider unsigned type. @throws UnsupportedError as `widenLabels`. */
export function widenVolume(volume: Volume, to: DataType): Volume {
  if (volume.dataType === to) return volume;
  assertWidens(volume.dataType, to);
  return {
    dataType: to,
    numChannels: volume.numChannels,
    bounds: volume.bounds,
    voxelSizeNm: volume.voxelSizeNm,
    async read(box, options) {
      const block = await volume.read(box, options);
      return { ...block, dataType: to, data: widenLabels(block.data, block.dataType, to) };
    },
  };
}

function assertWidens(from: DataType, to: DataType): void {
  const [narrow, wide] = [UNSIGNED.indexOf(from), UNSIGNED.indexOf(to)];
  if (narrow >= 0 && wide > narrow) return;
  throw new UnsupportedError({
    subject: 'labels',
    expected: `an unsigned type that fits into ${to}`,
    got: from,
    cure: 'Relabel or convert the volume first',
  });
}
