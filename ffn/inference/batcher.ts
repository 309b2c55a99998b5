import { volumeOf } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../backends/index.ts';

/** Lets several subvolumes share one network: their evaluations go to the device together. */
export interface Batcher {
  /** A network for one subvolume; `dispose` it when the subvolume is done, or the others wait for it. */
  join(): FfnNetwork;
}

interface Waiting {
  readonly image: Float32Array;
  readonly seed: Float32Array;
  readonly resolve: (logits: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An evaluation runs as soon as `min(members, batchSize)` of them wait. Source: spec/ffn.md 2.14.
 * @param batchSize most fields of view in one evaluation.
 */
export function createBatcher(network: FfnNetwork, batchSize: number): Batcher {
  const voxels = volumeOf(network.info.fovSize);
  const waiting: Waiting[] = [];
  let members = 0;
  let running = false;

  const flush = (): void => {
    if (running || waiting.length === 0 || waiting.length < Math.min(members, batchSize)) return;
    running = true;
    const batch = waiting.splice(0, batchSize);
    void evaluate(network, batch, voxels).finally(() => {
      running = false;
      flush();
    });
  };

  return {
    join() {
      // A device that walks by itself is asked for whole objects: there is nothing to gather, or to wait for.
      if (network.openLoop) return { ...network, dispose: async () => {} };
      members++;
      let isMember = true;
      return {
        info: network.info,
        device: network.device,
        renew: network.renew,
        predict: (image, seed) =>
          new Promise((resolve, reject) => {
            waiting.push({ image, seed, resolve, reject });
            flush();
          }),
        async dispose() {
          if (isMember) members--;
          isMember = false;
          flush();
        },
      };
    },
  };
}

async function evaluate(network: FfnNetwork, batch: readonly Waiting[], voxels: number): Promise<void> {
  try {
    const [only] = batch;
    if (batch.length === 1 && only) return only.resolve(await network.predict(only.image, only.seed, 1));
    const image = new Float32Array(batch.length * voxels);
    const seed = new Float32Array(batch.length * voxels);
    for (const [i, item] of batch.entries()) {
      image.set(item.image, i * voxels);
      seed.set(item.seed, i * voxels);
    }
    const logits = await network.predict(image, seed, batch.length);
    for (const [i, item] of batch.entries()) item.resolve(logits.slice(i * voxels, (i + 1) * voxels));
  } catch (error) {
    for (const item of batch) item.reject(error);
  }
}
