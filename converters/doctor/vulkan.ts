import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What a Linux machine has for WebGPU, from its files alone: nothing is loaded, nothing can crash. */
export interface VulkanFacts {
  /** Display and compute controllers on the PCI bus, by vendor: `NVIDIA GPU`. */
  readonly hardware: readonly string[];
  /** The library that finds drivers. */
  readonly hasLoader: boolean;
  /** Names of the drivers' description files, `nvidia_icd.json`. */
  readonly drivers: readonly string[];
}

const VENDORS: Readonly<Record<string, string>> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' };
const LOADER = 'libvulkan.so.1';
const LIBRARY_FOLDERS = ['usr/lib', 'usr/lib64', 'usr/local/lib', 'lib', 'lib64'];
const MACHINES: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/** @param root of the file system, for tests. @param env where the loader's own variables are looked up. */
export async function vulkanFacts(
  root = '/',
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<VulkanFacts> {
  return {
    hardware: await findHardware(root),
    hasLoader: findLoader(root, env),
    drivers: await findDrivers(root, env),
  };
}

/** PCI class 03 is a display controller. Vendors that only emulate one, as virtual machines do, have no GPU to offer. */
async function findHardware(root: string): Promise<string[]> {
  const folder = join(root, 'sys/bus/pci/devices');
  const read = (device: string, file: string) => readFile(join(folder, device, file), 'utf8').catch(() => '');
  const found: string[] = [];
  for (const device of await readdir(folder).catch(() => [])) {
    if (!(await read(device, 'class')).startsWith('0x03')) continue;
    const vendor = VENDORS[(await read(device, 'vendor')).trim()];
    if (vendor) found.push(`${vendor} GPU`);
  }
  // In containers the bus may be hidden while the device is there; under Windows it has a name of its own.
  const devices: string[] = await readdir(join(root, 'dev')).catch(() => []);
  if (found.length === 0 && devices.some((name) => /^nvidia\d+$/.test(name))) found.push('NVIDIA GPU');
  if (found.length === 0 && devices.includes('dxg')) found.push('GPU of Windows');
  return found;
}

function findLoader(root: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const machine = MACHINES[process.arch] ?? '';
  const own = env['LD_LIBRARY_PATH']?.split(':').filter((folder) => folder !== '') ?? [];
  const usual = LIBRARY_FOLDERS.flatMap((folder) => [join(root, folder), join(root, folder, machine)]);
  return [...own, ...usual].some((folder) => existsSync(join(folder, LOADER)));
}

async function findDrivers(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const existing = (files: string): string[] =>
    files
      .split(':')
      .filter((file) => existsSync(file))
      .map((file) => basename(file));
  // Where one of these is set the loader looks nowhere else.
  const named = env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES'];
  if (named) return existing(named);
  const found = existing(env['VK_ADD_DRIVER_FILES'] ?? '');
  for (const folder of driverFolders(env)) {
    for (const name of await readdir(join(root, folder)).catch(() => []))
      if (name.endsWith('.json')) found.push(name);
  }
  return [...new Set(found)];
}

/** Where the loader looks, by its documentation: configuration and data, the user's and the system's. */
function driverFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const home = (folder: string) => (env['HOME'] ? join(env['HOME'], folder) : '');
  const places = [
    env['XDG_CONFIG_HOME'] || home('.config'),
    env['XDG_CONFIG_DIRS'] || '/etc/xdg',
    '/etc',
    env['XDG_DATA_HOME'] || home('.local/share'),
    env['XDG_DATA_DIRS'] || '',
    '/usr/local/share:/usr/share',
  ];
  const folders = places.flatMap((list) => list.split(':')).filter((folder) => folder !== '');
  return [...new Set(folders.map((folder) => join(folder, 'vulkan/icd.d')))];
}
