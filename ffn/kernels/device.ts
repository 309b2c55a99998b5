/**
 * A WebGPU device and what every kernel needs of it: labelled buffers, reading back, errors that are thrown.
 * No globals but `navigator.gpu`, and that only as a default: Node has none of WebGPU's.
 */
import { TooLargeError, UnsupportedError } from '../../datasets/errors.ts';
import { SUBGROUP_SIZE } from './matrix-shape.ts';
import { readMapped } from './read-mapped.ts';

/** GPUBufferUsage of the specification, which is a global in browsers only. */
const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, uniform: 0x40, storage: 0x80 } as const;

export interface DeviceOptions {
  /** Default: the browser's. In Node, `createNodeGpu()` gives one. */
  readonly gpu?: GPU;
  readonly powerPreference?: GPUPowerPreference;
  readonly requiredLimits?: Record<string, number>;
  /** false: an adapter that computes on the CPU is as good as none. true: no other. Default: any. */
  readonly software?: boolean;
}

export interface ComputeDevice {
  readonly device: GPUDevice;
  /** For people: "google swiftshader (SwiftShader driver 5.0.0)". */
  readonly adapterName: string;
  /** The adapter computes on the CPU. */
  readonly isSoftware: boolean;
}

/** What float16 needs of a device. */
const HALF_FEATURE = 'shader-f16';
/** What matrix units need besides; the last is an experiment of Dawn's, which browsers do not offer. */
const MATRIX_FEATURES = ['subgroups', 'chromium-experimental-subgroup-matrix'] as const;

/** Kernels may compute in float16. */
export const hasHalves = ({ device }: ComputeDevice): boolean =>
  device.features.has(HALF_FEATURE as GPUFeatureName);

/** Kernels may use matrix units: of `SUBGROUP_SIZE` threads each. Whether of 16 x 16 shows when they are compiled. */
export function hasMatrices(opened: ComputeDevice): boolean {
  const { device } = opened;
  // Types do not have it yet.
  const { subgroupMinSize, subgroupMaxSize } = (device as { adapterInfo?: GPUAdapterInfo }).adapterInfo ?? {};
  const isWhole = subgroupMinSize === SUBGROUP_SIZE && subgroupMaxSize === SUBGROUP_SIZE;
  return (
    isWhole &&
    hasHalves(opened) &&
    MATRIX_FEATURES.every((name) => device.features.has(name as GPUFeatureName))
  );
}

/** @throws UnsupportedError where there is no WebGPU, no adapter, or a limit is out of its reach. */
export async function openDevice(options: DeviceOptions = {}): Promise<ComputeDevice> {
  const { powerPreference = 'high-performance', requiredLimits, software } = options;
  const gpu = options.gpu ?? (globalThis.navigator?.gpu as GPU | undefined);
  if (!gpu) throw unsupported('WebGPU', 'a browser with WebGPU', 'none');
  const adapter = await gpu.requestAdapter({ powerPreference });
  if (!adapter) throw unsupported('WebGPU adapter', 'a GPU that the driver offers', 'none');
  const description = describeAdapter(adapter);
  if (software !== undefined && description.isSoftware !== software) {
    const expected = software ? 'one that computes on the CPU' : 'a GPU';
    throw unsupported('WebGPU adapter', expected, description.adapterName);
  }
  try {
    const device = await adapter.requestDevice({
      label: 'floodlight',
      requiredLimits: { ...largeLimits(adapter), ...requiredLimits },
      requiredFeatures: usefulFeatures(adapter),
    });
    return { device, ...description };
  } catch (cause) {
    throw unsupported(
      'WebGPU device',
      `limits ${JSON.stringify(requiredLimits ?? {})}`,
      messageOf(cause),
      cause,
    );
  }
}

/** Volumes are large buffers: what the adapter allows, not the 128 MiB that every adapter has. */
function largeLimits({ limits }: GPUAdapter): Record<string, number> {
  const { maxBufferSize, maxStorageBufferBindingSize } = limits;
  return { maxBufferSize, maxStorageBufferBindingSize };
}

/** Those that are there, of those that a kernel has a use for. */
const usefulFeatures = ({ features }: GPUAdapter): GPUFeatureName[] =>
  [HALF_FEATURE, ...MATRIX_FEATURES]
    .map((name) => name as GPUFeatureName)
    .filter((name) => features.has(name));

function describeAdapter({ info }: GPUAdapter): Omit<ComputeDevice, 'device'> {
  const { vendor, architecture, description } = info;
  const words = [vendor, architecture, description && `(${description})`].filter(Boolean);
  const isSoftware = /swiftshader|llvmpipe|lavapipe|\bwarp\b|basic render/i.test(
    `${architecture} ${description}`,
  );
  return { adapterName: words.join(' ') || 'unnamed adapter', isSoftware };
}

/** A storage buffer that kernels read and write and that can be copied from and to. */
export function createStorage(
  device: GPUDevice,
  label: string,
  content: Float32Array | Int32Array | Uint32Array | number,
): GPUBuffer {
  const bytes = typeof content === 'number' ? 4 * content : content.byteLength;
  const usage = USAGE.storage | USAGE.copySource | USAGE.copyTarget;
  const buffer = device.createBuffer({ label, size: bytes, usage });
  if (typeof content !== 'number') device.queue.writeBuffer(buffer, 0, content as Float32Array<ArrayBuffer>);
  return buffer;
}

export function createUniform(device: GPUDevice, label: string, content: ArrayBuffer): GPUBuffer {
  const usage = USAGE.uniform | USAGE.copyTarget;
  const buffer = device.createBuffer({ label, size: content.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, content);
  return buffer;
}

/** A buffer that results are copied to, to be mapped. */
export function createStaging(device: GPUDevice, label: string, bytes: number): GPUBuffer {
  return device.createBuffer({ label, size: bytes, usage: USAGE.mapRead | USAGE.copyTarget });
}

/** Copies a storage buffer of float32 back. Waits for everything submitted before. */
export async function readBack(device: GPUDevice, source: GPUBuffer): Promise<Float32Array> {
  const label = `${source.label} read back`;
  const staging = createStaging(device, label, source.size);
  try {
    const encoder = device.createCommandEncoder({ label });
    encoder.copyBufferToBuffer(source, 0, staging, 0, source.size);
    device.queue.submit([encoder.finish()]);
    return await readMapped(staging, (bytes) => new Float32Array(bytes.slice(0)));
  } finally {
    staging.destroy();
  }
}

/**
 * Runs GPU calls and throws what WebGPU otherwise only reports to the console.
 * @throws TooLargeError where memory ran out, UnsupportedError for everything else a device refuses.
 */
export async function withErrorScopes<T>(
  device: GPUDevice,
  subject: string,
  body: () => T | Promise<T>,
): Promise<T> {
  const filters = ['out-of-memory', 'internal', 'validation'] as const;
  for (const filter of filters) device.pushErrorScope(filter);
  const [outcome] = await Promise.allSettled([(async () => body())()]);
  for (const filter of [...filters].reverse()) {
    const error = await device.popErrorScope();
    if (!error) continue;
    const parts = { subject, expected: 'GPU calls that succeed', got: error.message, cause: error };
    throw filter === 'out-of-memory' ? new TooLargeError(parts) : new UnsupportedError(parts);
  }
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function unsupported(subject: string, expected: string, got: string, cause?: unknown): UnsupportedError {
  const cure = 'Use the CPU backend, or see docs/troubleshooting.md';
  return new UnsupportedError({ subject, expected, got, cure, cause });
}
