import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import {
  type Box,
  boxContains,
  boxOf,
  boxSize,
  formatBox,
  mapXyz,
  toXyz,
  volumeOf,
  type Zyx,
} from '../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../datasets/memory-volume.ts';
import { bytesPerSample, type Volume } from '../../datasets/volume.ts';
import type { Normalisation } from '../../ffn/inference/index.ts';
import type { Coordinate, RawPatch } from '../../ffn/training/index.ts';

/** A volume to train on. */
export interface TrainingVolume {
  /** As coordinates name it. */
  readonly name: string;
  readonly image: Volume;
  readonly labels: Volume;
  readonly normalisation: Normalisation;
}

/**
 * @param patchSize zyx, which must fit into each of them.
 * @throws InvalidDataError where an image and its labels lie differently, have several channels, or are too small; UnsupportedError for
 * labels of float32 and images of uint64.
 */
export function assertTrainable(volumes: readonly TrainingVolume[], patchSize: Zyx): void {
  for (const { name, image, labels } of volumes) {
    assertAlike(name, image.bounds, labels.bounds);
    for (const [what, { numChannels }] of Object.entries({ image, labels }))
      if (numChannels !== 1) throw manyChannels(`${name}: ${what}`, numChannels);
    if (image.dataType === 'uint64') throw wrongType(`${name}: image`, 'grey values', image.dataType);
    if (labels.dataType === 'float32') throw wrongType(`${name}: labels`, 'integers', labels.dataType);
    const [size, needed] = [boxSize(image.bounds), toXyz(patchSize)];
    if (size.every((n, i) => n >= needed[i]!)) continue;
    throw new InvalidDataError({
      subject: `volume "${name}"`,
      expected: `at least ${needed.join(' x ')} voxels (x, y, z): a field of view and its moves`,
      got: size.join(' x '),
      cure: 'Take a smaller fov_size, --fov_moves or a larger volume',
    });
  }
}

function assertAlike(name: string, image: Box, labels: Box): void {
  if (boxContains(image, labels) && boxContains(labels, image)) return;
  throw new InvalidDataError({
    subject: `volume "${name}"`,
    expected: `labels of ${formatBox(image)}, where the image is`,
    got: formatBox(labels),
    cure: 'Crop or move one of them with `floodlight convert` (--box, --offset)',
  });
}

const manyChannels = (subject: string, got: number) =>
  new InvalidDataError({
    subject,
    expected: 'one channel',
    got: `${got}`,
    cure: 'Take one with `floodlight convert --channel`',
  });

const wrongType = (subject: string, expected: string, got: string) =>
  new UnsupportedError({ subject, expected, got, cure: 'Were image and labels exchanged?' });

/** Bytes of all voxels, image and labels. */
export const bytesOfVolumes = (volumes: readonly TrainingVolume[]): number =>
  volumes.reduce((sum, { image, labels }) => sum + bytesOf(image) + bytesOf(labels), 0);

const bytesOf = ({ bounds, dataType }: Volume): number =>
  volumeOf(boxSize(bounds)) * bytesPerSample(dataType);

/** The same volumes, read once and kept. */
export async function keepInMemory(
  volumes: readonly TrainingVolume[],
  signal?: AbortSignal,
): Promise<TrainingVolume[]> {
  const keep = async (volume: Volume): Promise<Volume> => {
    const { bounds, voxelSizeNm } = volume;
    return createMemoryVolume(await volume.read(bounds, { signal }), { origin: bounds.begin, voxelSizeNm });
  };
  const kept: TrainingVolume[] = [];
  for (const volume of volumes)
    kept.push({ ...volume, image: await keep(volume.image), labels: await keep(volume.labels) });
  return kept;
}

/** Reads the surroundings of coordinates. @param patchSize zyx. */
export function createPatchReader(
  volumes: readonly TrainingVolume[],
  patchSize: Zyx,
): (coordinate: Coordinate) => Promise<RawPatch> {
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const size = toXyz(patchSize);
  return async (coordinate) => {
    const volume = byName.get(coordinate.volume);
    if (!volume) throw unknownVolume(coordinate, [...byName.keys()]);
    const { image, labels, normalisation } = volume;
    const { begin } = image.bounds;
    const corner = mapXyz((n, i) => begin[i] + n - (size[i] >> 1), coordinate.center);
    const box = boxOf(corner, size);
    if (!boxContains(image.bounds, box)) throw outside(coordinate, volume, patchSize);
    const [grey, label] = await Promise.all([image.read(box), labels.read(box)]);
    return {
      image: grey.data as Exclude<typeof grey.data, BigUint64Array>,
      labels: label.data,
      coordinate,
      normalisation,
      // Others use less than their type can hold.
      ...(image.dataType === 'uint8' && { greyRange: [0, 255] as const }),
    };
  };
}

const unknownVolume = ({ center, volume }: Coordinate, names: readonly string[]) =>
  new InvalidDataError({
    subject: `coordinate ${center.join(',')}`,
    expected: `a volume of --data_volumes: ${names.join(', ')}`,
    got: JSON.stringify(volume),
    cure: 'Give the volume the name that it had for `coordinates`',
  });

const outside = ({ center, volume }: Coordinate, { image }: TrainingVolume, patchSize: Zyx) =>
  new InvalidDataError({
    subject: `coordinate ${center.join(',')} of "${volume}"`,
    expected: `surroundings of ${toXyz(patchSize).join(' x ')} voxels within ${boxSize(image.bounds).join(' x ')}`,
    got: 'some outside',
    cure: `Make the coordinates with --margin ${patchSize.map((n) => n >> 1).join(',')}, or look whether they belong to this volume`,
  });
