import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  get,
  i32,
  instantiateKernels,
  type KernelMemory,
  memoryOf,
  repeatWhile,
  set,
  v128,
} from '../../../datasets/assembler/index.ts';

interface Copy extends KernelMemory {
  readonly copy: (source: number, target: number, vectors: number) => void;
}

const [SOURCE, TARGET, COUNT] = [0, 1, 2];
const COPY = {
  name: 'copy',
  params: 3,
  locals: [],
  body: repeatWhile(
    get(COUNT),
    v128.store(get(TARGET), v128.load(get(SOURCE))),
    set(SOURCE, i32.add(get(SOURCE), i32.const(16))),
    set(TARGET, i32.add(get(TARGET), i32.const(16))),
    set(COUNT, i32.sub(get(COUNT), i32.const(1))),
  ),
};

test('a kernel that is put together here runs, and its memory grows with what is in it', () => {
  const kernels = instantiateKernels<Copy>([COPY]);
  assert.ok(kernels, 'this engine has WebAssembly SIMD');
  const bytes = memoryOf(kernels, 32);
  bytes.set(Array.from({ length: 32 }, (_, i) => 200 + i));
  const grown = memoryOf(kernels, 65536 + 1);
  assert.equal(grown.length, 2 * 65536);
  kernels.copy(0, 65536, 2);
  assert.deepEqual([...grown.subarray(65536, 65536 + 33)], [...grown.subarray(0, 32), 0]);
  assert.equal(grown[31], 231);
});

test('constants of every length are what they say', () => {
  const values = [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)];
  const kernels = instantiateKernels<KernelMemory & { fill: (at: number) => void }>([
    {
      name: 'fill',
      params: 1,
      locals: [],
      body: values.flatMap((value, i) => i32.store(get(0), i32.const(value), 4 * i)),
    },
  ]);
  assert.ok(kernels);
  kernels.fill(1000);
  assert.deepEqual([...new Int32Array(kernels.memory.buffer, 1000, values.length)], values);
});

test('code that no engine takes is null, not an error', () => {
  assert.equal(instantiateKernels([{ name: 'wrong', params: 0, locals: [], body: [0xff] }]), null);
});
