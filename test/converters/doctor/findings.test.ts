import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examineMachine, formatFindings, judgeGpu } from '../../../converters/doctor/index.ts';

test('a missing driver is told from a missing GPU', () => {
  const hardware = ['NVIDIA GPU'];
  assert.equal(judgeGpu({ hardware, adapter: 'nvidia hopper', problem: undefined }).state, 'ok');
  const driverless = judgeGpu({ hardware, adapter: undefined, problem: 'no loader' });
  assert.equal(driverless.state, 'bad');
  assert.match(driverless.cure ?? '', /Vulkan driver/);
  assert.equal(judgeGpu({ hardware, adapter: 'google swiftshader', problem: undefined }).state, 'bad');
  const none = judgeGpu({ hardware: [], adapter: undefined, problem: 'no adapter' });
  assert.deepEqual([none.state, none.found], ['missing', 'no GPU on this machine']);
  assert.match(
    judgeGpu({ hardware: [], adapter: 'google swiftshader', problem: undefined }).found,
    /on the CPU/,
  );
});

test('this machine is examined: Node, memory and the CPU runtime of the tests are there', async () => {
  const findings = await examineMachine();
  const state = (subject: string) => findings.find((f) => f.subject === subject)?.state;
  assert.equal(state('Node'), 'ok');
  assert.equal(state('onnxruntime'), 'ok');
  assert.ok(findings.some((f) => f.subject === 'WebGPU'));
  const lines = formatFindings(findings).split('\n');
  assert.ok(lines.length >= findings.length);
});
