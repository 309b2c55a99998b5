/** Walks of random networks over random images: every size, delta and axis differs, and nothing is a cube. */
import assert from 'node:assert/strict';
import { volumeOf, xyz, type Zyx } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../ffn/backends/index.ts';
import {
  createCanvas,
  type InFlight,
  parseInferenceOptions,
  type Restrictor,
  resolveOptions,
  segmentAt,
  UNRESTRICTED,
} from '../../ffn/inference/index.ts';
import type { ConvStack3DConfig, Weights } from '../../ffn/model/index.ts';
import { createRandom, randomArray, randomWeights } from './random-network.ts';

const OPTIONS = 'init_activation: 0.95 pad_value: 0.05 move_threshold: 0.4 segment_threshold: 0.3';

export interface WalkCase {
  readonly name: string;
  readonly config: ConvStack3DConfig;
  readonly shape: Zyx;
  readonly discoSeedThreshold: number;
  readonly leastSteps: number;
  readonly restrictor?: Restrictor;
}

export const WALK_CASES: readonly WalkCase[] = [
  {
    name: 'unequal deltas, a prime volume, the disconnected-seed rule by a share',
    config: { depth: 1, features: 3, fovSize: xyz(7, 5, 3), deltas: xyz(3, 2, 1) },
    shape: [11, 13, 23],
    discoSeedThreshold: 0.5,
    leastSteps: 60,
  },
  {
    name: 'no moves along z, a volume of one plane, no rule',
    config: { depth: 1, features: 2, fovSize: xyz(5, 5, 1), deltas: xyz(1, 2, 0) },
    shape: [1, 17, 19],
    discoSeedThreshold: -1,
    leastSteps: 60,
  },
  {
    name: 'a field of view as large as the volume, the default rule',
    config: { depth: 2, features: 5, fovSize: xyz(9, 7, 5), deltas: xyz(4, 3, 2) },
    shape: [5, 7, 9],
    discoSeedThreshold: 0,
    leastSteps: 3,
  },
  {
    name: 'no field of view centred on every fifth diagonal',
    config: { depth: 1, features: 3, fovSize: xyz(5, 5, 3), deltas: xyz(1, 1, 1) },
    shape: [9, 11, 13],
    discoSeedThreshold: 0,
    leastSteps: 60,
    restrictor: { ...UNRESTRICTED, isValidPos: ([z, y, x]) => (x + y + z) % 5 !== 0 },
  },
];

/** Random ones that see the object nearly everywhere: walks are long. */
export function walkWeights(config: ConvStack3DConfig): Weights {
  return new Map([
    ...randomWeights(config, 4),
    ['conv_lom/biases', { shape: [1], data: Float32Array.of(3) }],
  ]);
}

/** Stops a walk on the device in the middle, ends it on the host, and compares with one that was not stopped. */
export async function checkStopAndResume({ shape }: WalkCase, network: FfnNetwork): Promise<void> {
  const image = randomArray(volumeOf(shape), createRandom(9), 2);
  const options = resolveOptions(parseInferenceOptions(OPTIONS));
  const [stopped, whole] = [0, 1].map(() => createCanvas({ network, image, shape, options }));
  const start = shape.map((n) => n >> 1) as unknown as Zyx;
  const stop = new AbortController();
  let inFlight: InFlight | undefined;
  const walk = segmentAt(stopped, start, {
    signal: stop.signal,
    onEvent: () => stop.abort(),
    checkpoint: async (state) => {
      inFlight = state;
    },
  });
  await assert.rejects(walk, { name: 'AbortedError' });
  const before = inFlight?.steps ?? 0;
  const steps = await segmentAt(stopped, start, {}, inFlight);
  assert.equal(steps, await segmentAt(whole, start));
  assert.ok(before >= 16 && before < steps, `stopped after ${before} of ${steps}`);
  assert.deepEqual(stopped.seed, whole.seed);
  assert.equal(stopped.counters.get('update_at-calls'), whole.counters.get('update_at-calls'));
  for (const canvas of [stopped, whole]) canvas.loop?.dispose();
}

/** Walks three times, over segments of the walks before, on the device and on the host with the same network. */
export async function checkWalkCase(
  { shape, discoSeedThreshold, leastSteps, restrictor }: WalkCase,
  network: FfnNetwork,
): Promise<number> {
  const random = createRandom(9);
  const image = randomArray(volumeOf(shape), random, 2);
  const options = { ...resolveOptions(parseInferenceOptions(OPTIONS)), discoSeedThreshold };
  const { openLoop, ...onHost } = network;
  const [device, host] = [network, onHost].map((n) =>
    createCanvas({ network: n, image, shape, options, restrictor }),
  );
  const margin = network.info.fovSize.map((n) => n >> 1);
  const starts = [0.5, 0.2, 0.9].map((part) => {
    const at = (axis: 0 | 1 | 2) => margin[axis] + Math.floor(part * (shape[axis] - 2 * margin[axis]));
    return [at(0), at(1), at(2)] as Zyx;
  });
  let steps = 0;
  for (const start of starts) {
    const walks = [];
    for (const canvas of [device, host]) {
      const positions: Zyx[] = [];
      const onEvent = (event: { kind: string; position?: Zyx }) => {
        if (event.position) positions.push(event.position);
      };
      await segmentAt(canvas, start, { onEvent });
      walks.push({ positions, seed: [...canvas.seed], min: canvas.minPos, max: canvas.maxPos });
    }
    assert.deepEqual(walks[0], walks[1]);
    steps += walks[0].positions.length;
    for (const name of ['skip_threshold', 'skip_invalid_pos', 'skip_restriced_pos', 'seed_got_too_weak']) {
      assert.equal(device.counters.get(name), host.counters.get(name), name);
    }
  }
  device.loop?.dispose();
  if (restrictor) assert.ok(device.counters.get('skip_restriced_pos') > 0);
  assert.ok(steps >= leastSteps, `${steps} steps`);
  return steps;
}
