import type { Zyx } from '../../datasets/geometry/index.ts';
import { type Canvas, widenExtent } from './canvas.ts';
import { despiteDeviceLoss } from './device-loss.ts';
import type { InferenceHooks } from './events.ts';
import { cropFov, type Fov, forEachRow, fovAround, pasteFov } from './field-of-view.ts';

/**
 * Evaluates the network once, around `pos`, and writes its logits to the canvas.
 * @param pos zyx; the whole field of view lies inside the canvas.
 * @param hooks hear of a device that was lost and replaced.
 * @returns [z, y, x] float32 logits of the field of view, as written: after the disconnected-seed rule.
 */
export async function updateAt(canvas: Canvas, pos: Zyx, hooks: InferenceHooks = {}): Promise<Float32Array> {
  const stop = canvas.counters.time('update_at');
  const fov = fovAround(pos, canvas.network.info.fovSize, canvas.shape);
  cropFov(canvas.seed, fov, canvas.seedCrop);
  replaceNaN(canvas.seedCrop, canvas.options.padLogit);
  const logits = await predict(canvas, fov, hooks);
  if (canvas.options.discoSeedThreshold >= 0) {
    canvas.history?.deleted.push(countDeleted(canvas, fov, logits));
    keepDisconnectedOut(canvas, fov, logits);
  }
  pasteFov(logits, fov, canvas.seed);
  widenExtent(canvas, pos);
  canvas.history?.visited.push(pos);
  stop();
  return logits;
}

async function predict(canvas: Canvas, fov: Fov, hooks: InferenceHooks): Promise<Float32Array> {
  const { counters, network, imageCrop, seedCrop } = canvas;
  const stopPredict = counters.time('predict');
  const stopImage = counters.time('get-image');
  cropFov(canvas.image, fov, imageCrop);
  stopImage();
  if (canvas.lastPredictionMs !== undefined) {
    counters.increment('inference-not-predict-ms', performance.now() - canvas.lastPredictionMs);
  }
  const stopInference = counters.time('inference');
  const logits = await despiteDeviceLoss(canvas, hooks, () => network.predict(imageCrop, seedCrop, 1));
  stopInference();
  canvas.lastPredictionMs = performance.now();
  stopPredict();
  return logits;
}

function replaceNaN(values: Float32Array, by: number): void {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = by;
}

/**
 * The disconnected-seed rule: once the object fills more than a given share of a field of view (by default: is there
 * at all), voxels that were background may only become more so. Without it a walk grows into whatever else the network
 * sees. Voxels without an earlier prediction are NaN in the canvas, compare false, and take the new value.
 */
function keepDisconnectedOut(canvas: Canvas, fov: Fov, logits: Float32Array): void {
  const { moveLogit, discoSeedThreshold } = canvas.options;
  let strong = 0;
  for (let i = 0; i < logits.length; i++) if (logits[i] >= moveLogit) strong++;
  if (!(strong / logits.length > discoSeedThreshold)) return;
  const { seed } = canvas;
  const width = fov.size[2];
  forEachRow(fov, (inVolume, inFov) => {
    for (let x = 0; x < width; x++) {
      const old = seed[inVolume + x];
      if (old < 0 && logits[inFov + x] > old) logits[inFov + x] = old;
    }
  });
}

/** Probability 0.8: likely the object's. */
const LIKELY_LOGIT = Math.log(0.8 / (1 - 0.8));

function countDeleted({ seed }: Canvas, fov: Fov, logits: Float32Array): number {
  const width = fov.size[2];
  let deleted = 0;
  forEachRow(fov, (inVolume, inFov) => {
    for (let x = 0; x < width; x++) {
      if (seed[inVolume + x] >= LIKELY_LOGIT && logits[inFov + x] < 0) deleted++;
    }
  });
  return deleted;
}
