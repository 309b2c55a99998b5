import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import {
  CHANNEL_SUMS,
  filterGradient,
  HEAD_GRADIENT,
  LOSS_GRADIENT,
  MASK_GRADIENT,
  PLAIN_FILTER_GRADIENT,
  SUM_PARTS,
} from '../../ffn/kernels/gradients/index.ts';
import {
  BEGIN,
  CONTROL,
  CONV3D,
  convTile,
  GATHER,
  HEAD,
  type Kernel,
  packUniforms,
  SCATTER,
} from '../../ffn/kernels/index.ts';
import { convMatrix, gatherMatrix, HEAD_MATRIX } from '../../ffn/kernels/matrix-kernels.ts';

const TILE = { positions: 2, outQuads: 1, threads: 32 };

/** The parser knows neither float16 nor matrices; what it reads is the same in the emulation. */
const MATRIX = { tiles: 2, subgroups: 2, isSplit: true, isEmulated: true };

/** Every kernel, with a value for each uniform. A new kernel adds a line. */
const KERNELS = [
  CONV3D,
  GATHER,
  HEAD,
  convTile(TILE),
  convMatrix(MATRIX, 1, 2),
  gatherMatrix(MATRIX),
  HEAD_MATRIX,
  BEGIN,
  SCATTER,
  CONTROL,
  LOSS_GRADIENT,
  HEAD_GRADIENT,
  MASK_GRADIENT,
  CHANNEL_SUMS,
  filterGradient(4),
  filterGradient(64),
  PLAIN_FILTER_GRADIENT,
  SUM_PARTS,
] as const;

/** What a companion's table says of the uniform block. */
const fieldsOf = (uniforms: object) =>
  Object.entries(uniforms).map(([name, type], i) => ({ name, type: String(type), offset: 4 * i, size: 4 }));

for (const kernel of KERNELS) {
  const text = new WgslReflect(kernel.source);

  test(`${kernel.name}: uniforms have the names, types, offsets and sizes of the text`, () => {
    const [params] = text.uniforms;
    assert.equal(text.uniforms.length, 1);
    assert.deepEqual([params.group, params.binding, params.type.name], [0, 0, 'Params']);
    const fields = (params.members ?? []).map(({ name, type, offset, size }) => ({
      name,
      type: type.name,
      offset,
      size,
    }));
    assert.deepEqual(fields, fieldsOf(kernel.uniforms));
    const values = Object.fromEntries(Object.keys(kernel.uniforms).map((name) => [name, 1]));
    const bytes = packUniforms(kernel as unknown as Kernel<Record<string, number>>, values).byteLength;
    assert.ok(bytes >= params.size, `${bytes} bytes packed, ${params.size} in the text`);
  });

  test(`${kernel.name}: inputs and outputs are the bindings of the text, in order`, () => {
    const bindings = text.storage
      .sort((a, b) => a.binding - b.binding)
      .map(({ name, group, binding, access }) => ({ name, group, binding, access }));
    const names = [...kernel.inputs, ...kernel.outputs];
    const expected = names.map((name, i) => ({
      name,
      group: 0,
      binding: i + 1,
      access: i < kernel.inputs.length ? 'read' : 'read_write',
    }));
    assert.deepEqual(bindings, expected);
  });

  test(`${kernel.name}: one entry point, main, of the stated workgroup size`, () => {
    assert.deepEqual(
      text.entry.compute.map(({ name }) => name),
      ['main'],
    );
    const size = text.entry.compute[0].attributes?.find(({ name }) => name === 'workgroup_size')?.value;
    const [x, y = 1, z = 1] = [size].flat().map(Number);
    assert.deepEqual([x, y, z], [...kernel.workgroupSize]);
  });
}

test('uniforms are packed by type, in order, to a multiple of 16 bytes', () => {
  interface Planted {
    readonly a: number;
    readonly b: number;
    readonly c: number;
  }
  const kernel: Kernel<Planted> = { ...CONV3D, uniforms: { a: 'u32', b: 'i32', c: 'f32' } };
  const bytes = packUniforms(kernel, { a: 4294967295, b: -2, c: 0.5 });
  assert.equal(bytes.byteLength, 16);
  assert.deepEqual([...new Uint32Array(bytes)], [0xffffffff, 0xfffffffe, 0x3f000000, 0]);
});

test('a misspelt uniform does not compile', () => {
  // @ts-expect-error The interface has `batch`: that this line needs the comment is the test.
  const uniforms: typeof CONV3D.uniforms = { ...CONV3D.uniforms, bach: 'u32' };
  assert.ok(uniforms);
});
