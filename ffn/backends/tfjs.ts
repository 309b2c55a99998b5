/** Networks of any architecture that TensorFlow.js runs: graph models and layers models with an FFN's signature. */
import { InvalidDataError } from '../../datasets/errors.ts';
import { toZyx, volumeOf } from '../../datasets/geometry/index.ts';
import type { ComputeDevice } from '../kernels/index.ts';
import type { TfjsModel } from '../model/index.ts';
import { assertBatch } from './check.ts';
import type { FfnNetwork, NetworkInfo } from './network.ts';
import { createTfjsEngine } from './tfjs-engine.ts';
import { loadTfjs, type Tfjs } from './tfjs-library.ts';
import { type LoadedTfjs, loadTfjsModel } from './tfjs-load.ts';
import { DeviceLostError } from './watch-device.ts';

export interface TfjsOptions {
  /** Opened by the caller, and destroyed with the network. Default: plain JavaScript on the CPU, which is very slow. */
  readonly device?: ComputeDevice;
  /** Opens another device where the first is lost. Without it a loss is final. */
  readonly reopen?: () => Promise<ComputeDevice>;
  /** How the library is had; tests put a stand-in here. */
  readonly load?: () => Promise<Tfjs>;
}

/**
 * Inputs "image" and "seed", float32 [batch, z, y, x, 1]; output "logits" of that shape, or "update", to which the seed is
 * added. One evaluation is made at once, so that what the device cannot compute is said before anything has begun.
 * @throws UnsupportedError where the packages are missing, or naming the operation that TensorFlow.js lacks;
 *   InvalidDataError where inputs or output are not an FFN's, or of another shape; DeviceLostError.
 */
export async function createTfjsNetwork(model: TfjsModel, options: TfjsOptions = {}): Promise<FfnNetwork> {
  const { device: opened, reopen, load } = options;
  const tfjs = await loadTfjs(load);
  const info = { fovSize: toZyx(model.config.fovSize), deltas: toZyx(model.config.deltas) };
  let current = await openOnDevice({ tfjs, model, info }, opened);
  let renewing: Promise<void> | undefined;
  let isDisposed = false;
  const renewCurrent = async (): Promise<void> => {
    await current.dispose();
    current = await openOnDevice({ tfjs, model, info }, await reopen!());
  };
  return {
    info,
    device: opened ? `tfjs webgpu (${opened.adapterName})` : 'tfjs cpu (plain JavaScript, very slow)',
    async predict(image, seed, batch) {
      assertBatch(info, image, seed, batch);
      return current.predict(image, seed, batch);
    },
    renew:
      reopen &&
      (async (error) => {
        if (!(error instanceof DeviceLostError) || isDisposed) return false;
        // Several walks lose one device; the first to come here makes the new one.
        if (error.device === current.device) {
          renewing ??= renewCurrent().finally(() => {
            renewing = undefined;
          });
          await renewing;
        }
        return true;
      }),
    async dispose() {
      isDisposed = true;
      await current.dispose();
    },
  };
}

interface Parts {
  readonly tfjs: Tfjs;
  readonly model: TfjsModel;
  readonly info: NetworkInfo;
}

/** A device with the model on it, until the device is lost. */
interface OnDevice extends Pick<FfnNetwork, 'predict' | 'dispose'> {
  readonly device: object | undefined;
}

async function openOnDevice(
  { tfjs, model, info }: Parts,
  opened: ComputeDevice | undefined,
): Promise<OnDevice> {
  const engine = createTfjsEngine(tfjs, opened);
  const known = new Set<number>();
  let loaded: LoadedTfjs | undefined;
  const onDevice: OnDevice = {
    device: opened?.device,
    async predict(image, seed, batch) {
      const shape = [batch, ...info.fovSize, 1];
      const logits = await engine.run(model.name, !known.has(batch), () =>
        forward(tfjs, loaded!, { image, seed, shape, subject: model.name }),
      );
      known.add(batch);
      return logits;
    },
    async dispose() {
      await engine.dispose(() => loaded?.dispose());
      opened?.device.destroy();
    },
  };
  try {
    loaded = await engine.run(model.name, true, () => loadTfjsModel(tfjs, model, info.fovSize));
    const values = new Float32Array(volumeOf(info.fovSize));
    await onDevice.predict(values, values, 1);
    return onDevice;
  } catch (error) {
    await onDevice.dispose();
    throw error;
  }
}

interface Batch {
  readonly image: Float32Array;
  readonly seed: Float32Array;
  readonly shape: readonly number[];
  readonly subject: string;
}

async function forward(
  { core }: Tfjs,
  { signature, execute }: LoadedTfjs,
  { image, seed, shape, subject }: Batch,
): Promise<Float32Array> {
  const result = core.tidy(() => {
    const [images, seeds] = [image, seed].map((values) => core.tensor(values, [...shape], 'float32'));
    const output = execute(images!, seeds!);
    if (output.shape.join() !== shape.join() || output.dtype !== 'float32') {
      const got = `${output.dtype} [${output.shape.join(', ')}]`;
      const expected = `float32 [${shape.join(', ')}]`;
      const what = `${subject}, output "${signature.output.name}"`;
      throw new InvalidDataError({ subject: what, expected, got });
    }
    return signature.isUpdate ? core.add(output, seeds!) : core.clone(output);
  });
  try {
    // A copy: the library may hand out the array that it keeps, or that the caller gave.
    return Float32Array.from(await result.data());
  } finally {
    result.dispose();
  }
}
