import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { type Box, boxOf, boxSize, mapXyz, volumeOf, type Xyz } from '../../datasets/geometry/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { createIndices, EXCLUDED, type Indices, type NumberedVolume } from '../../ffn/training/index.ts';
import { rowsOfBlocks } from '../transforms/index.ts';

/** A volume of classes, as `partitions` writes it. */
export interface ClassVolume {
  readonly name: string;
  readonly volume: Volume;
}

export interface CollectOptions {
  /** Voxels at each face of a volume in which no centre lies. */
  readonly margin: Xyz;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, all: number) => void;
}

/** Indices of the voxels of each class, 0 to 254, in the order of volumes and voxels. */
export interface Collected {
  readonly volumes: readonly NumberedVolume[];
  readonly classes: readonly Indices[];
}

/**
 * Finds the voxels of each class in two passes, one to count them. Memory: four bytes a voxel that has a class; eight where the
 * volumes have more than 2^32 voxels together.
 * @throws UnsupportedError for other samples than uint8; InvalidDataError where a volume has no voxel within the margins.
 */
export async function collectClasses(
  sources: readonly ClassVolume[],
  { margin, signal, onProgress }: CollectOptions,
): Promise<Collected> {
  const volumes = numberVolumes(sources);
  const parts = sources.flatMap(({ volume, name }, i) => {
    const inner = withoutMargin(volume, name, margin);
    return [...rowsOfBlocks(inner)].map((box) => ({ box, volume, numbered: volumes[i]! }));
  });
  let done = 0;
  const visit = async (use: (data: Uint8Array, part: (typeof parts)[number]) => void) => {
    for (const part of parts) {
      throwIfAborted(signal, 'coordinates');
      use((await part.volume.read(part.box, { signal })).data as Uint8Array, part);
      onProgress?.(++done, 2 * parts.length);
    }
  };
  const counts = new Float64Array(256);
  await visit((data) => {
    for (const value of data) counts[value]! += 1;
  });
  const limit = volumes.reduce((sum, { size }) => sum + volumeOf(size), 0);
  const classes = Array.from({ length: EXCLUDED }, (_, value) => createIndices(counts[value]!, limit));
  const ends = new Float64Array(256);
  await visit((data, { box, volume, numbered }) => {
    const origin = mapXyz((n, i) => n - volume.bounds.begin[i], box.begin);
    fill(data, boxOf(origin, boxSize(box)), { numbered, classes, ends });
  });
  return { volumes, classes };
}

function numberVolumes(sources: readonly ClassVolume[]): NumberedVolume[] {
  let firstIndex = 0;
  return sources.map(({ name, volume }) => {
    const size = boxSize(volume.bounds);
    const numbered = { name, size, firstIndex };
    firstIndex += volumeOf(size);
    return numbered;
  });
}

function withoutMargin({ bounds, dataType }: Volume, name: string, margin: Xyz): Box {
  const subject = `partition volume ${name}`;
  if (dataType !== 'uint8') {
    const cure = 'Give the output of `floodlight partitions`';
    throw new UnsupportedError({ subject, expected: 'classes: uint8', got: dataType, cure });
  }
  const inner: Box = {
    begin: mapXyz((n, i) => n + margin[i], bounds.begin),
    end: mapXyz((n, i) => n - margin[i], bounds.end),
  };
  if (boxSize(inner).every((n) => n > 0)) return inner;
  throw new InvalidDataError({
    subject,
    expected: `more than ${mapXyz((n) => 2 * n, margin).join(', ')} voxels (x, y, z): twice --margin`,
    got: boxSize(bounds).join(', '),
    cure: 'Take a smaller --margin (field of view / 2 + deltas) or a larger volume',
  });
}

interface Filling {
  readonly numbered: NumberedVolume;
  readonly classes: readonly Indices[];
  /** How many of each class there are so far. */
  readonly ends: Float64Array;
}

function fill(data: Uint8Array, { begin, end }: Box, { numbered, classes, ends }: Filling): void {
  const { size, firstIndex } = numbered;
  let i = 0;
  for (let z = begin[2]; z < end[2]; z++) {
    for (let y = begin[1]; y < end[1]; y++) {
      const row = firstIndex + (z * size[1] + y) * size[0];
      for (let x = begin[0]; x < end[0]; x++, i++) {
        const value = data[i]!;
        if (value !== EXCLUDED) classes[value]![ends[value]!++] = row + x;
      }
    }
  }
}
