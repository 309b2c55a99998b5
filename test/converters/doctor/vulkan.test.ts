/** On file systems made for it. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { assertGpuPossible, vulkanFacts } from '../../../converters/doctor/index.ts';

async function machine(files: Readonly<Record<string, string>>, env: Record<string, string> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'floodlight-doctor-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return await vulkanFacts(root, env);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const PCI = 'sys/bus/pci/devices/0000:01:00.0';

test('a compute card with its driver, as a data centre has it', async () => {
  const facts = await machine({
    [`${PCI}/class`]: '0x030200\n',
    [`${PCI}/vendor`]: '0x10de\n',
    'sys/bus/pci/devices/0000:00:1f.0/class': '0x060100\n',
    'usr/lib/libvulkan.so.1': '',
    'etc/vulkan/icd.d/nvidia_icd.json': '{}',
    'usr/share/vulkan/icd.d/lvp_icd.x86_64.json': '{}',
    'usr/share/vulkan/icd.d/README': '',
  });
  assert.deepEqual(facts, {
    hardware: ['NVIDIA GPU'],
    hasLoader: true,
    drivers: ['nvidia_icd.json', 'lvp_icd.x86_64.json'],
  });
});

test('an emulated display is no GPU; a container may hide the bus but not the device', async () => {
  const emulated = await machine({ [`${PCI}/class`]: '0x030000\n', [`${PCI}/vendor`]: '0x1234\n' });
  assert.deepEqual(emulated, { hardware: [], hasLoader: false, drivers: [] });
  assert.deepEqual((await machine({ 'dev/nvidia0': '', 'dev/nvidiactl': '' })).hardware, ['NVIDIA GPU']);
  assert.deepEqual((await machine({ 'dev/nvidiactl': '' })).hardware, []);
});

test('drivers that a variable names are the only ones', async () => {
  const folders = { 'etc/vulkan/icd.d/nvidia_icd.json': '{}' };
  assert.deepEqual((await machine(folders, { VK_ICD_FILENAMES: '/nowhere/x.json' })).drivers, []);
  assert.deepEqual((await machine(folders, { VK_DRIVER_FILES: process.execPath })).drivers, ['node']);
});

test('drivers of the user, of a distribution that keeps them elsewhere, and ones that are added', async () => {
  const files = {
    'home/me/.local/share/vulkan/icd.d/own.json': '{}',
    'run/opengl-driver/share/vulkan/icd.d/nix.json': '{}',
    'etc/vulkan/icd.d/usual.json': '{}',
  };
  const env = {
    HOME: '/home/me',
    XDG_DATA_DIRS: '/run/opengl-driver/share',
    VK_ADD_DRIVER_FILES: process.execPath,
  };
  assert.deepEqual((await machine(files, env)).drivers.toSorted(), [
    'nix.json',
    'node',
    'own.json',
    'usual.json',
  ]);
  assert.deepEqual((await machine(files)).drivers, ['usual.json']);
});

test('what cannot answer is not asked: a missing driver is told from a missing GPU', () => {
  const facts = {
    hasLoader: true,
    drivers: [],
    usesVulkan: true,
    adapter: undefined,
    problem: 'no Vulkan driver',
  };
  assert.throws(() => assertGpuPossible({ ...facts, hardware: [] }), {
    tag: 'unsupported',
    message: /^WebGPU adapter: expected a GPU .*, got none \(no Vulkan driver\)\. floodlight doctor/,
  });
  assert.throws(() => assertGpuPossible({ ...facts, hardware: ['NVIDIA GPU'] }), {
    tag: 'unsupported',
    message: /, got NVIDIA GPU, but no Vulkan driver\. Install NVIDIA's/,
  });
  assert.doesNotThrow(() =>
    assertGpuPossible({ ...facts, hardware: [], drivers: ['x.json'], problem: undefined }),
  );
});
