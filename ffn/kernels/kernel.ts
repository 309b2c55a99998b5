/** Scalars of WGSL that a uniform buffer can hold. Vectors are left out: their alignment invites mistakes. */
export type ScalarType = 'u32' | 'i32' | 'f32';

export type UniformValues<U> = { readonly [K in keyof U]: number };

/**
 * The typed companion of one WGSL file. Its interface `U` names the fields of the file's `Params`, so that a
 * misspelt or forgotten uniform does not compile; test/shaders holds all of it equal to the text.
 */
export interface Kernel<U extends UniformValues<U>> {
  /** The file's name without its ending; labels of GPU objects begin with it. */
  readonly name: string;
  /** The WGSL text. Entry point `main`. */
  readonly source: string;
  readonly workgroupSize: readonly [x: number, y: number, z: number];
  /** Fields of `Params` at group 0, binding 0, in their order there. */
  readonly uniforms: { readonly [K in keyof U]: ScalarType };
  /** Variables at bindings 1, 2, …, in order; those before `outputs` are read only. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A uniform buffer's size is a multiple of 16 on every device that asks for alignment. */
const UNIFORM_ALIGNMENT_BYTES = 16;

/** @returns the bytes of `Params`: 4 for each field, in order, little-endian, padded to a multiple of 16. */
export function packUniforms<U extends UniformValues<U>>(kernel: Kernel<U>, values: U): ArrayBuffer {
  const names = Object.keys(kernel.uniforms) as (keyof U & string)[];
  const length = Math.ceil((4 * names.length) / UNIFORM_ALIGNMENT_BYTES) * UNIFORM_ALIGNMENT_BYTES;
  const view = new DataView(new ArrayBuffer(length));
  names.forEach((name, i) => {
    const value: number = values[name];
    if (kernel.uniforms[name] === 'f32') view.setFloat32(4 * i, value, true);
    else if (kernel.uniforms[name] === 'i32') view.setInt32(4 * i, value, true);
    else view.setUint32(4 * i, value, true);
  });
  return view.buffer;
}
