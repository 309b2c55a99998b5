/** WebGPU in Node, by the `webgpu` package (Dawn): on a GPU, or on the CPU through SwiftShader. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UnsupportedError } from '../../datasets/errors.ts';

export interface NodeGpuOptions {
  /** Compute on the CPU with SwiftShader, which Chromium brings along. Slow; for tests. */
  readonly software: boolean;
  /** Folders that may hold SwiftShader's driver file; default: where packages of Chromium put it. */
  readonly driverFolders?: readonly string[];
}

export interface NodeGpu {
  readonly gpu: GPU;
  /** For people: "google swiftshader". */
  readonly adapterName: string;
}

/** Where packages of Chromium put SwiftShader's Vulkan driver. */
const CHROMIUM_FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
];
const DRIVER_FILE = 'vk_swiftshader_icd.json';

const LIBRARY_FOLDERS = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/lib', '/lib64'];
const LOADER_FILE = 'libvulkan.so.1';

/** The Vulkan loader's list of drivers; read once, when an adapter is first asked for. */
const DRIVER_VARIABLE = 'VK_ICD_FILENAMES';

/**
 * Dawn's switches for a GPU: matrix units are an experiment; NVIDIA's float16 is off without the second; the third leaves out
 * the checks of every index, for which kernels that are ours, and tested with the checks, have no use and which cost them up
 * to half their speed.
 */
const TOGGLES = 'enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia,disable_robustness';

/** Dawn stops answering where its instance is collected while a device lives: instances stay for good. */
const instances: GPU[] = [];

/**
 * @returns a WebGPU whose adapter is known to be there. Devices made of it must be destroyed, or Node does
 *   not end.
 * @throws UnsupportedError saying what is missing: package, Vulkan loader, driver file or adapter.
 */
export async function createNodeGpu({
  software,
  driverFolders = CHROMIUM_FOLDERS,
}: NodeGpuOptions): Promise<NodeGpu> {
  const driver = software ? findSoftwareDriver(driverFolders) : undefined;
  const { create } = await loadDawn();
  const before = process.env[DRIVER_VARIABLE];
  if (driver) process.env[DRIVER_VARIABLE] = driver;
  try {
    // With SwiftShader every index stays checked: that is where kernels are tested.
    const gpu = create(software ? [] : [TOGGLES]);
    instances.push(gpu);
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw noAdapter(software);
    return { gpu, adapterName: `${adapter.info.vendor} ${adapter.info.architecture}`.trim() };
  } finally {
    // Programs that this one starts must not inherit the choice.
    if (driver && before === undefined) delete process.env[DRIVER_VARIABLE];
    else if (driver) process.env[DRIVER_VARIABLE] = before;
  }
}

function findSoftwareDriver(folders: readonly string[]): string {
  const places = [
    ...(process.env[DRIVER_VARIABLE]?.split(':') ?? []),
    ...folders.map((f) => join(f, DRIVER_FILE)),
  ];
  const driver = places.find((file) => file.endsWith(DRIVER_FILE) && existsSync(file));
  if (driver) return driver;
  throw new UnsupportedError({
    subject: 'software WebGPU',
    expected: `${DRIVER_FILE} of Chromium`,
    got: 'none',
    cure: 'On Debian: apt install chromium',
  });
}

async function loadDawn(): Promise<typeof import('webgpu')> {
  try {
    return await import('webgpu');
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : 'none';
    const cure = 'Install it: npm install webgpu';
    throw new UnsupportedError({
      subject: 'WebGPU in Node',
      expected: 'the package webgpu',
      got,
      cure,
      cause,
    });
  }
}

function noAdapter(software: boolean): UnsupportedError {
  const subject = 'WebGPU adapter';
  const onLinux = process.platform === 'linux';
  if (onLinux && !hasVulkanLoader()) {
    const cure = 'On Debian: apt install libvulkan1';
    return new UnsupportedError({ subject, expected: `the Vulkan loader ${LOADER_FILE}`, got: 'none', cure });
  }
  const expected = software
    ? 'an adapter of SwiftShader'
    : 'a GPU with a driver for Vulkan, Metal or Direct3D 12';
  const cure = onLinux ? 'vulkaninfo --summary (vulkan-tools) shows what the loader finds' : undefined;
  return new UnsupportedError({ subject, expected, got: 'none', cure });
}

function hasVulkanLoader(): boolean {
  const machine = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as string] ?? '';
  const own = process.env['LD_LIBRARY_PATH']?.split(':') ?? [];
  const folders = [...own, ...LIBRARY_FOLDERS, ...LIBRARY_FOLDERS.map((folder) => join(folder, machine))];
  return folders.some((folder) => existsSync(join(folder, LOADER_FILE)));
}
