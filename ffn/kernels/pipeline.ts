import { UnsupportedError, UsageError } from '../../datasets/errors.ts';
import { createStorage, createUniform, readBack, withErrorScopes } from './device.ts';
import { type Kernel, packUniforms, type UniformValues } from './kernel.ts';

/** By device and text: compiling takes a driver up to a second. Goes with the device. */
const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * Compiles a kernel, once for each device.
 * @throws UnsupportedError with the numbered source where the driver refuses the text.
 */
export function createPipeline<U extends UniformValues<U>>(
  device: GPUDevice,
  kernel: Kernel<U>,
): Promise<GPUComputePipeline> {
  const pipelines = compiled.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(device, pipelines);
  const pipeline = pipelines.get(kernel.source) ?? compile(device, kernel.name, kernel.source);
  pipelines.set(kernel.source, pipeline);
  return pipeline;
}

async function compile(device: GPUDevice, name: string, source: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ label: name, code: source });
  const { messages } = await module.getCompilationInfo();
  const error = messages.find(({ type }) => type === 'error');
  if (error) {
    const got = `line ${error.lineNum}: ${error.message}\n${numberLines(source)}`;
    throw new UnsupportedError({ subject: `shader ${name}.wgsl`, expected: 'a text that compiles', got });
  }
  try {
    return await device.createComputePipelineAsync({
      label: name,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new UnsupportedError({ subject: `shader ${name}.wgsl`, expected: 'one this GPU runs', got, cause });
  }
}

/** As texts above; for callers that cannot wait. */
const compiledAtOnce = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** As `createPipeline`, for callers that cannot wait: errors go to the device's error scopes. */
export function createPipelineAtOnce<U extends UniformValues<U>>(
  device: GPUDevice,
  { name, source }: Kernel<U>,
): GPUComputePipeline {
  const pipelines = compiledAtOnce.get(device) ?? new Map<string, GPUComputePipeline>();
  compiledAtOnce.set(device, pipelines);
  const known = pipelines.get(source);
  if (known) return known;
  const module = device.createShaderModule({ label: name, code: source });
  const made = device.createComputePipeline({
    label: name,
    layout: 'auto',
    compute: { module, entryPoint: 'main' },
  });
  pipelines.set(source, made);
  return made;
}

const numberLines = (source: string): string =>
  source
    .split('\n')
    .map((line, i) => `${String(i + 1).padStart(4)} ${line}`)
    .join('\n');

/** Binds a kernel's uniforms, inputs and outputs, in the order that the kernel lists. */
export function bindKernel<U extends UniformValues<U>>(
  device: GPUDevice,
  kernel: Kernel<U>,
  pipeline: GPUComputePipeline,
  buffers: {
    readonly uniforms: GPUBuffer;
    readonly inputs: readonly GPUBuffer[];
    readonly outputs: readonly GPUBuffer[];
  },
): GPUBindGroup {
  const { uniforms, inputs, outputs } = buffers;
  if (inputs.length !== kernel.inputs.length || outputs.length !== kernel.outputs.length) {
    const expected = [...kernel.inputs, ...kernel.outputs].join(', ');
    throw new UsageError({
      subject: kernel.name,
      expected,
      got: `${inputs.length + outputs.length} buffers`,
    });
  }
  return device.createBindGroup({
    label: kernel.name,
    layout: pipeline.getBindGroupLayout(0),
    entries: [uniforms, ...inputs, ...outputs].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
}

export interface KernelCall<U> {
  readonly uniforms: U;
  /** In the order of the kernel's `inputs`; float32. */
  readonly inputs: readonly Float32Array[];
  /** Number of float32 values of the kernel's one output. */
  readonly outputLength: number;
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/**
 * Runs a kernel once: uploads, computes, reads back, frees. For tests and single calls; a network keeps its
 * pipelines and buffers instead.
 * @throws TooLargeError, UnsupportedError as `withErrorScopes` and `createPipeline`.
 */
export function runKernel<U extends UniformValues<U>>(
  device: GPUDevice,
  kernel: Kernel<U>,
  { uniforms, inputs, outputLength, workgroups }: KernelCall<U>,
): Promise<Float32Array> {
  return withErrorScopes(device, kernel.name, async () => {
    const pipeline = await createPipeline(device, kernel);
    const params = createUniform(device, `${kernel.name} params`, packUniforms(kernel, uniforms));
    const sources = inputs.map((data, i) =>
      createStorage(device, `${kernel.name} ${kernel.inputs[i]}`, data),
    );
    const output = createStorage(device, `${kernel.name} ${kernel.outputs[0]}`, outputLength);
    try {
      const buffers = { uniforms: params, inputs: sources, outputs: [output] };
      const group = bindKernel(device, kernel, pipeline, buffers);
      const encoder = device.createCommandEncoder({ label: kernel.name });
      const pass = encoder.beginComputePass({ label: kernel.name });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...workgroups);
      pass.end();
      device.queue.submit([encoder.finish()]);
      return await readBack(device, output);
    } finally {
      for (const buffer of [params, ...sources, output]) buffer.destroy();
    }
  });
}
