import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  examineMachine,
  formatFindings,
  type GpuFacts,
  judgeDisk,
  judgeGpu,
  judgeMemory,
} from '../../../converters/doctor/index.ts';

const LINUX: GpuFacts = {
  ...{ hardware: ['NVIDIA GPU'], hasLoader: true, drivers: [], usesVulkan: true },
  ...{ adapter: undefined, problem: 'none' },
};

test('a missing GPU, loader and driver, and a driver that does not work, are told apart', () => {
  const cases: [Partial<GpuFacts>, string, RegExp, RegExp][] = [
    [{ adapter: 'nvidia hopper', drivers: ['nvidia_icd.json'] }, 'ok', /^nvidia hopper$/, /^$/],
    [{ hardware: [] }, 'missing', /^no GPU on this machine$/, /CPU by onnxruntime/],
    [
      { hardware: [], adapter: 'google swiftshader' },
      'missing',
      /swiftshader computes on the CPU/,
      /onnxruntime/,
    ],
    [{ hasLoader: false }, 'bad', /^NVIDIA GPU, but no Vulkan loader/, /libvulkan1/],
    [{}, 'bad', /^NVIDIA GPU, but no Vulkan driver$/, /nvidia-vulkan-icd/],
    [{ hardware: ['AMD GPU'] }, 'bad', /^AMD GPU, but no Vulkan driver$/, /mesa-vulkan-drivers/],
    [
      { adapter: 'google swiftshader', drivers: ['vk_swiftshader_icd.json'] },
      'bad',
      /no Vulkan driver, only google swiftshader on the CPU/,
      /NVIDIA/,
    ],
    [
      { drivers: ['nvidia_icd.json'] },
      'bad',
      /with the Vulkan driver nvidia_icd\.json, which gives no adapter/,
      /groups render/,
    ],
    [{ usesVulkan: false, hardware: [], problem: 'gone' }, 'missing', /^no adapter \(gone\)$/, /onnxruntime/],
  ];
  for (const [facts, state, found, cure] of cases) {
    const finding = judgeGpu({ ...LINUX, ...facts });
    assert.equal(finding.state, state, JSON.stringify(finding));
    assert.match(finding.found, found);
    assert.match(finding.cure ?? '', cure);
  }
});

test('little memory and little disk are told, with the limit of a container', () => {
  const gib = 2 ** 30;
  assert.equal(judgeMemory({ available: 4 * gib, total: 8 * gib }).found, '4.0 GiB of 8.0 GiB available');
  const tight = judgeMemory({ available: gib, total: 64 * gib, limit: 1.5 * gib });
  assert.deepEqual(
    [tight.state, tight.found],
    ['missing', '1.0 GiB of 1.5 GiB (the limit of this container) available'],
  );
  // Without a limit the platform tells a number beyond all memory.
  assert.match(
    judgeMemory({ available: 4 * gib, total: 8 * gib, limit: 2 ** 63 }).found,
    /of 8\.0 GiB available/,
  );
  assert.equal(judgeDisk('/data', 100 * gib).state, 'ok');
  assert.deepEqual(judgeDisk('/data', gib).state, 'missing');
});

test('this machine is examined: Node, memory and the CPU runtime of the tests are there', async () => {
  const findings = await examineMachine();
  const state = (subject: string) => findings.find((f) => f.subject === subject)?.state;
  assert.equal(state('Node'), 'ok');
  for (const subject of ['onnxruntime', 'sharp', 'h5wasm', 'webgpu', 'CPU', 'Memory', 'Disk'])
    assert.notEqual(state(subject), undefined, subject);
  assert.deepEqual([state('onnxruntime'), state('sharp'), state('h5wasm')], ['ok', 'ok', 'ok']);
  assert.ok(findings.some((f) => f.subject === 'WebGPU'));
  const lines = formatFindings(findings).split('\n');
  assert.ok(lines.length >= findings.length);
});
