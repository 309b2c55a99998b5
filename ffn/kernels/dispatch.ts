import { createUniform } from './device.ts';
import { type Kernel, packUniforms, type UniformValues } from './kernel.ts';
import { bindKernel, createPipeline } from './pipeline.ts';

/** A kernel with everything bound: what a loop encodes again and again without making anything new. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: readonly [x: number, y: number, z: number];
}

export interface DispatchBuffers {
  /** In the order of the kernel's `inputs`. */
  readonly inputs: readonly GPUBuffer[];
  readonly outputs: readonly GPUBuffer[];
}

/** Buffers that live and go together. */
export class BufferPool {
  readonly #buffers: GPUBuffer[] = [];

  keep(buffer: GPUBuffer): GPUBuffer {
    this.#buffers.push(buffer);
    return buffer;
  }

  /** Of all buffers that are kept. */
  get bytes(): number {
    return this.#buffers.reduce((sum, { size }) => sum + size, 0);
  }

  destroy(): void {
    for (const buffer of this.#buffers.splice(0)) buffer.destroy();
  }
}

/**
 * Compiles (once for each text), uploads uniforms, binds.
 * @param pool keeps the uniforms.
 */
export async function prepareDispatch<U extends UniformValues<U>>(
  { device, pool }: { readonly device: GPUDevice; readonly pool: BufferPool },
  kernel: Kernel<U>,
  uniforms: U,
  { workgroups, ...buffers }: DispatchBuffers & Pick<Dispatch, 'workgroups'>,
): Promise<Dispatch> {
  const pipeline = await createPipeline(device, kernel);
  const params = pool.keep(createUniform(device, `${kernel.name} params`, packUniforms(kernel, uniforms)));
  const group = bindKernel(device, kernel, pipeline, { uniforms: params, ...buffers });
  return { pipeline, group, workgroups };
}

/** Encodes dispatches in order; each sees what those before it wrote. */
export function encodeDispatches(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
  for (const { pipeline, group, workgroups } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...workgroups);
  }
}
