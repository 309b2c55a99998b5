import { InvalidDataError, TooLargeError } from '../errors.ts';
import { volumeOf, type Xyz, xyz } from '../geometry/index.ts';
import type { Volume } from '../volume.ts';
import { createEmImage } from './em.ts';
import { createLabels } from './labels.ts';
import { createScene } from './scene/scene.ts';
import { type Skeleton, skeletonsOf } from './skeletons.ts';
import { createTomogram } from './tomogram.ts';

export type PhantomStyle = 'em' | 'tomogram';

export interface PhantomOptions {
  readonly style: PhantomStyle;
  /** Voxels per axis, 32 to 4096 each and at most 2^30 together. Default: `PHANTOM_DEFAULTS` of the style. */
  readonly size?: Xyz;
  /** An integer of 32 bits; another seed gives another volume. Default 1. */
  readonly seed?: number;
  /** 2 to 60 an axis. Default: `PHANTOM_DEFAULTS` of the style. */
  readonly voxelSizeNm?: Xyz;
}

/** A synthetic volume of neuropil and its truth. Nothing is computed until it is read, but where the neurites run. */
export interface Phantom {
  /** uint8 for `em`, membranes dark; float32 around 0 for `tomogram`, dense matter negative. */
  readonly image: Volume;
  /** uint32: 1 to `neurites`, each one connected (face to face), 0 in membranes and clefts. */
  readonly labels: Volume;
  readonly neurites: number;
  /** One for each label, in order. */
  skeletons(): Iterable<Skeleton>;
}

export const PHANTOM_DEFAULTS = {
  em: { size: xyz(256, 256, 128), voxelSizeNm: xyz(10, 10, 20) },
  tomogram: { size: xyz(256, 256, 96), voxelSizeNm: xyz(4, 4, 4) },
} as const;

const LEAST_SIZE = 32;
const MOST_SIZE = 4096;
const MOST_VOXELS = 1073741824;
const LEAST_NM = 2;
const MOST_NM = 60;

/**
 * A lifelike volume of neuropil: branching neurites that fill space, membranes, mitochondria, vesicles, microtubules,
 * reticulum, contacts; with the noise of an electron microscope or of a tomogram. The same bytes on every machine: only
 * + - * / and square roots, which IEEE 754 defines to the bit. Any box gives the same voxels as the whole.
 * @throws InvalidDataError for sizes, seeds or voxel sizes out of range; TooLargeError for too many voxels.
 */
export function createPhantom({ style, seed = 1, ...options }: PhantomOptions): Phantom {
  const { size = PHANTOM_DEFAULTS[style].size, voxelSizeNm = PHANTOM_DEFAULTS[style].voxelSizeNm } = options;
  assertOptions(size, voxelSizeNm, seed);
  const scene = createScene(size, voxelSizeNm, seed);
  return {
    image: style === 'em' ? createEmImage(scene) : createTomogram(scene),
    labels: createLabels(scene),
    neurites: scene.neurites.neurites,
    skeletons: () => skeletonsOf(scene),
  };
}

function assertOptions(size: Xyz, voxelSizeNm: Xyz, seed: number): void {
  const check = (isRight: boolean, expected: string, got: string) => {
    if (!isRight) throw new InvalidDataError({ subject: 'phantom', expected, got });
  };
  const isSize = (n: number) => Number.isInteger(n) && n >= LEAST_SIZE && n <= MOST_SIZE;
  check(size.every(isSize), `integer sizes from ${LEAST_SIZE} to ${MOST_SIZE} voxels`, size.join(' x '));
  check(
    voxelSizeNm.every((nm) => nm >= LEAST_NM && nm <= MOST_NM),
    `voxels of ${LEAST_NM} to ${MOST_NM} nm`,
    voxelSizeNm.join(' x '),
  );
  check((seed | 0) === seed, 'a seed that is an integer of 32 bits', `${seed}`);
  if (volumeOf(size) <= MOST_VOXELS) return;
  throw new TooLargeError({
    subject: 'phantom',
    expected: `at most ${MOST_VOXELS} voxels`,
    got: size.join(' x '),
    cure: 'The neurites of a larger one would not fit into memory: make several, with other seeds',
  });
}
