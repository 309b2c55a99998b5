/**
 * A backend of TensorFlow.js for one network: a copy of the library's, under a name of its own, on a device that is
 * shared with the caller. A page's own use of the library is left as it was.
 */
import type { KernelBackend, KernelConfig, KernelFunc } from '@tensorflow/tfjs-core';
import { isFloodlightError, UnsupportedError } from '../../datasets/errors.ts';
import { type ComputeDevice, withErrorScopes } from '../kernels/index.ts';
import type { Tfjs } from './tfjs-library.ts';
import { ownKernel } from './tfjs-register.ts';
import { DeviceLostError, watchDevice } from './watch-device.ts';

export interface TfjsEngine {
  /**
   * Runs calls of TensorFlow.js on this backend, one after the other among all engines: the library has one current backend.
   * @param isNew first of its kind: each operation is watched, and the one that fails is named.
   * @throws UnsupportedError naming an operation that the backend cannot compute, TooLargeError where memory ran out.
   */
  run<T>(subject: string, isNew: boolean, body: () => T | Promise<T>): Promise<T>;
  /** @param last of this engine's calls, to free what others made. The device stays open, or lost. */
  dispose(last: () => void): Promise<void>;
}

let count = 0;
let last: Promise<unknown> | undefined;

/** @param opened undefined: plain JavaScript on the CPU. @throws UnsupportedError where WebGPU's globals are missing. */
export function createTfjsEngine(tfjs: Tfjs, opened: ComputeDevice | undefined): TfjsEngine {
  const { core } = tfjs;
  const stock = opened ? 'webgpu' : 'cpu';
  // No underscore: the library's register of kernels cuts names there.
  const name = `floodlight-${stock}-${++count}`;
  const watch: Watch = { device: opened?.device, failures: [], isOn: false };
  const backend = opened ? webgpuBackend(tfjs, opened) : cpuBackend(tfjs);
  core.registerBackend(name, () => backend);
  registerKernels(tfjs, stock, name, watch);
  const guard = opened ? watchDevice(opened.device).guard : undefined;
  return {
    run(subject, isNew, body) {
      const guarded = <R>(run: () => Promise<R>) => (guard ? guard(subject, run) : run());
      const answer = Promise.resolve(last).then(() =>
        onBackend(tfjs, name, async () => {
          watch.isOn = isNew;
          const outcome = await settle(() => guarded(() => within(opened, subject, body)));
          watch.isOn = false;
          const pending = watch.failures.splice(0);
          if ('error' in outcome && outcome.error instanceof DeviceLostError) throw outcome.error;
          const failures = await Promise.all(pending);
          const failed = failures.find((failure) => failure !== undefined);
          if (failed) throw cannot(subject, failed);
          if ('error' in outcome) throw translated(subject, outcome.error);
          return outcome.value;
        }),
      );
      last = answer.catch(() => undefined);
      return answer;
    },
    async dispose(body) {
      await last;
      // The library's `removeBackend` throws where there is none.
      if (!(name in core.engine().registryFactory)) return;
      await onBackend(tfjs, name, async () => body());
      core.removeBackend(name);
      for (const { kernelName } of core.getKernelsForBackend(name)) core.unregisterKernel(kernelName, name);
    },
  };
}

function webgpuBackend({ webgpu }: Tfjs, { device }: ComputeDevice): KernelBackend {
  if (!('GPUBufferUsage' in globalThis) || !globalThis.navigator?.gpu) {
    throw new UnsupportedError({
      subject: 'TensorFlow.js on WebGPU',
      expected: 'the globals of WebGPU',
      got: 'none',
      cure: 'In Node, call installGpuGlobals first',
    });
  }
  const Backend = webgpu.WebGPUBackend as unknown as new (device: GPUDevice, info: unknown) => KernelBackend;
  return new Backend(device, device.adapterInfo);
}

/** Without the library's advertisement for its native package, which it prints at the first tensor. */
function cpuBackend({ cpu }: Tfjs): KernelBackend {
  const backend = new cpu.MathBackendCPU();
  Object.assign(backend, { firstUse: false });
  return backend;
}

async function onBackend<T>({ core }: Tfjs, name: string, body: () => Promise<T>): Promise<T> {
  const before = core.engine().backendName;
  await core.setBackend(name);
  try {
    return await body();
  } finally {
    if (before && before !== name) await core.setBackend(before);
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

async function settle<T>(body: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await body() };
  } catch (error) {
    return { error };
  }
}

const within = async <T>(
  opened: ComputeDevice | undefined,
  subject: string,
  body: () => T | Promise<T>,
): Promise<T> => (opened ? withErrorScopes(opened.device, subject, body) : body());

interface Failure {
  readonly operation: string;
  readonly message: string;
  readonly cause: unknown;
}

/** What a first evaluation leaves behind. */
interface Watch {
  readonly device: GPUDevice | undefined;
  readonly failures: Promise<Failure | undefined>[];
  isOn: boolean;
}

function registerKernels({ core }: Tfjs, stock: string, name: string, watch: Watch): void {
  const tile = core.getKernel('Tile', stock).kernelFunc;
  for (const config of core.getKernelsForBackend(stock)) {
    const kernelFunc = stock === 'webgpu' ? ownKernel(core, config, tile) : config.kernelFunc;
    core.registerKernel({ ...config, backendName: name, kernelFunc: watched(config, kernelFunc, watch) });
  }
}

/** Shaders that do not compile are told to error scopes, other failures are thrown: both get the operation's name. */
function watched({ kernelName }: KernelConfig, kernelFunc: KernelFunc, watch: Watch): KernelFunc {
  const failed = (cause: unknown): Failure => ({ operation: kernelName, message: messageOf(cause), cause });
  const told = async (scope: Promise<GPUError | null>): Promise<Failure | undefined> => {
    // A lost device tells nothing here; its watch does.
    const error = await scope.catch(() => null);
    return error ? failed(error) : undefined;
  };
  return (params) => {
    if (!watch.isOn) return kernelFunc(params);
    watch.device?.pushErrorScope('validation');
    try {
      return kernelFunc(params);
    } catch (cause) {
      watch.failures.push(Promise.resolve(failed(cause)));
      throw cause;
    } finally {
      if (watch.device) watch.failures.push(told(watch.device.popErrorScope()));
    }
  };
}

/** Of the library's own messages, those that name an operation or layer that it lacks. */
const LACKING = [
  /Kernel '(\w+)' not registered/,
  /Unknown op '([\w.]+)'/,
  /Unknown layer: (\S+?)\./,
  /has the dynamic op '(\w+)'/,
];

function translated(subject: string, error: unknown): unknown {
  if (isFloodlightError(error)) return error;
  const message = messageOf(error);
  for (const pattern of LACKING) {
    const [, operation] = pattern.exec(message) ?? [];
    if (operation) return cannot(subject, { operation, message, cause: error });
  }
  return new UnsupportedError({
    subject,
    expected: 'a model that TensorFlow.js runs',
    got: message,
    cause: error,
  });
}

function cannot(subject: string, { operation, message, cause }: Failure): UnsupportedError {
  const got = `"${operation}": ${message.split('\n')[0]!.slice(0, 200)}`;
  const expected = 'operations that TensorFlow.js computes on this device';
  return new UnsupportedError({ subject, expected, got, cause });
}

const messageOf = (error: unknown): string =>
  error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? String(error.message)
    : String(error);
