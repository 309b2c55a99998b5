import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { volumeOf } from '../../../datasets/geometry/index.ts';
import { createEvaluator } from '../../../ffn/backends/webgpu-evaluator.ts';
import type { ComputeDevice, StackTile } from '../../../ffn/kernels/index.ts';
import { listLayers } from '../../../ffn/model/index.ts';
import { createRandom, randomArray, randomWeights } from '../../support/random-network.ts';
import type { GpuBenchOptions } from './options.ts';
import { BATCHES, flopOf, RANDOM_SEED } from './time-steps.ts';

/** The same weights and inputs, and our logits, as little-endian float32 one after the other: what torch_step.py reads. */
export async function writePeerCase(
  opened: ComputeDevice,
  { config, peerFolder, leastMs, timings }: GpuBenchOptions,
  tile: StackTile,
): Promise<void> {
  const weights = randomWeights(config, RANDOM_SEED);
  const batch = Math.max(...BATCHES);
  const random = createRandom(RANDOM_SEED);
  const [image, seed] = [0, 1].map(() => randomArray(batch * volumeOf(config.fovSize), random));
  const evaluator = await createEvaluator({ device: opened.device, config, weights, tile }, batch);
  const logits = await evaluator.run(image, seed, batch);
  evaluator.destroy();
  const layers = listLayers(config).map((layer) => ({
    ...layer,
    weights: weights.get(`${layer.name}/weights`)!.shape,
  }));
  const arrays = [
    ...layers.flatMap(({ name }) => [
      weights.get(`${name}/weights`)!.data,
      weights.get(`${name}/biases`)!.data,
    ]),
    image,
    seed,
    logits,
  ];
  const fov = [...config.fovSize].reverse();
  const about = { layers, fov, batch, batches: BATCHES, flop: flopOf(config), leastMs, timings };
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  await mkdir(peerFolder!, { recursive: true });
  await writeFile(join(peerFolder!, 'case.f32'), Buffer.concat(bytes));
  await writeFile(join(peerFolder!, 'case.json'), JSON.stringify(about));
}
