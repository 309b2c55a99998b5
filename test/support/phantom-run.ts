/** The hand-set network on a phantom of bricks, whole: what a backend segments, and by which walk. */
import assert from 'node:assert/strict';
import { toZyx, volumeOf, type Xyz, xyz, type Zyx } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../ffn/backends/index.ts';
import {
  createCanvas,
  createSeedPolicy,
  normaliseImage,
  parseInferenceOptions,
  resolveOptions,
  segmentAll,
} from '../../ffn/inference/index.ts';
import { type HandSetModel, handSetModel } from '../../ffn/model/index.ts';
import { createRandom } from './random-network.ts';
import { decisionMargins } from './walk-margins.ts';

/** The smallest network there is of its kind: hundreds of steps in seconds on a software adapter. */
export const PHANTOM_MODEL: HandSetModel = handSetModel({
  depth: 4,
  fovSize: xyz(9, 9, 9),
  deltas: xyz(2, 2, 2),
  grain: true,
});

/** Bricks of 8 x 8 x 11 voxels and walls of 3 between them: twelve cells, which a field of view of 9 can tell apart. */
const SIZE = xyz(44, 33, 17);
const PITCH = xyz(11, 11, 14);
const WALL = 3;

/** [z, y, x] float32, normalised: bright cells with noise, dark walls. */
function brickImage(size: Xyz): Float32Array {
  const random = createRandom(1);
  const grey = new Float32Array(volumeOf(size));
  let i = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++) {
        const isWall = [x, y, z].some((v, axis) => v % PITCH[axis as 0 | 1 | 2] < WALL);
        grey[i++] = Math.round((isWall ? 75 : 184) + 10 * random());
      }
    }
  }
  return normaliseImage(grey, { mean: 128, stddev: 33 });
}

const OPTIONS = resolveOptions(
  parseInferenceOptions(`init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6
    min_boundary_dist { x: 1 y: 1 z: 1 } min_segment_size: 200`),
);

export interface PhantomRun {
  readonly segmentation: Int32Array;
  /** Objects and rejected seeds in their order. */
  readonly outcomes: readonly string[];
  /** Centres of all evaluations, in order. */
  readonly positions: readonly Zyx[];
  readonly counters: Readonly<Record<string, number>>;
  /** The closest decision of the walk, in logits; Infinity where the device kept the logits. */
  readonly closest: number;
}

/** @param size less than the default is less to compute. */
export async function segmentPhantom(network: FfnNetwork, size: Xyz = SIZE): Promise<PhantomRun> {
  const shape = toZyx(size);
  const image = brickImage(size);
  const canvas = createCanvas({ network, image, shape, options: OPTIONS });
  const { segmentation, margin, restrictor } = canvas;
  const context = { image, shape, segmentation, margin, restrictor, voxelSize: [1, 1, 1] as Zyx };
  const outcomes: string[] = [];
  const positions: Zyx[] = [];
  let closest = Number.POSITIVE_INFINITY;
  await segmentAll(canvas, createSeedPolicy('PolicyPeaks', context, ''), {
    onEvent(event) {
      if (event.kind === 'step') {
        positions.push(event.position);
        if (event.logits) {
          const margins = decisionMargins(event.logits, network.info, canvas.movement.scoreLogit);
          closest = Math.min(closest, ...margins);
        }
      } else if (event.kind === 'object')
        outcomes.push(`${event.id}: ${event.steps} steps, ${event.voxels} voxels`);
      else if (event.kind === 'rejected') outcomes.push(`${event.reason} after ${event.steps}`);
    },
  });
  return { segmentation, outcomes, positions, counters: canvas.counters.toJSON(), closest };
}

const COUNTED = [
  'update_at-calls',
  'skip_threshold',
  'skip_invalid_pos',
  'skip_restriced_pos',
  'seed_got_too_weak',
  'voxels-segmented',
  'voxels-overlapping',
];

/** Fails where two runs are not the same to the last voxel, step and counter. */
export function assertSameRun(actual: PhantomRun, expected: PhantomRun): void {
  assert.deepEqual(actual.outcomes, expected.outcomes);
  assert.deepEqual(actual.positions, expected.positions);
  assert.deepEqual(actual.segmentation, expected.segmentation);
  for (const name of COUNTED) assert.equal(actual.counters[name], expected.counters[name], name);
}

/** Float32 rounding moves a decision of this network by 4e-6 at most (measured against double precision): no tie is near. */
export function assertDecided({ closest }: PhantomRun): void {
  assert.ok(closest > 5e-5 && closest < 1, `closest decision ${closest}`);
}

/** A run that shows little proves little. */
export function assertRich({ positions, outcomes }: PhantomRun): void {
  assert.ok(outcomes.filter((text) => /^\d/.test(text)).length >= 5, outcomes.join('\n'));
  assert.ok(positions.length >= 200, `${positions.length} steps`);
  const directions = new Set<string>();
  positions.slice(1).forEach((position, i) => {
    for (const axis of [0, 1, 2] as const) {
      const moved = position[axis] - positions[i][axis];
      if (moved !== 0) directions.add(`${axis}${Math.sign(moved)}`);
    }
  });
  assert.equal(directions.size, 6);
}
