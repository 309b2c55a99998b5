/** Convolutions of TensorFlow.js on WebGPU, and their gradients, by kernels of our own: its autograd and optimizers drive them. */
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { PLAIN_FILTER_GRADIENT, plainFilterWorkgroups } from '../kernels/gradients/index.ts';
import {
  bindKernel,
  CONV3D,
  type Conv3dUniforms,
  conv3dWorkgroups,
  createPipelineAtOnce,
  createStorage,
  createUniform,
  type Kernel,
  packUniforms,
  type UniformValues,
} from '../kernels/index.ts';
import type { Conv3dShape } from '../reference/index.ts';
import type { Tfjs } from './tfjs-library.ts';

/** As far as it is used here, of the library's WebGPUBackend. */
interface TensorBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: object): { readonly resource?: unknown } };
  makeTensorInfo(shape: readonly number[], dtype: 'float32'): TensorInfo;
  uploadToGPU(dataId: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

interface ConvAttributes {
  readonly strides: number | [number, number, number];
  readonly pad: 'valid' | 'same';
  readonly dataFormat?: string;
  readonly dilations?: number | [number, number, number];
  /** Of the gradients' attributes, the other shape. */
  readonly inputShape?: readonly number[];
  readonly filterShape?: readonly number[];
}

type Shape5 = [number, number, number, number, number];
type Core = Tfjs['core'];

/** Names of operands, and what is computed of them. */
const KERNELS: Readonly<Record<string, readonly [first: string, second: string]>> = {
  Conv3D: ['x', 'filter'],
  Conv3DBackpropInputV2: ['dy', 'filter'],
  Conv3DBackpropFilterV2: ['x', 'dy'],
};

/**
 * @returns the kernel, with ours where they can do it: float32, channels last, a cube of 1 or 3, stride 1, padding that keeps the size.
 * Everything else is left to the library's.
 */
export function withOwnConvolutions(config: KernelConfig, core: Core): KernelFunc {
  const names = KERNELS[config.kernelName];
  if (!names) return config.kernelFunc;
  return (params) => {
    const [first, second] = names.map((name) => (params.inputs as Record<string, TensorInfo>)[name]!);
    const attributes = params.attrs as unknown as ConvAttributes;
    const shape = shapeOf(core, config.kernelName, [first!, second!], attributes);
    if (!shape) return config.kernelFunc(params);
    const backend = params.backend as unknown as TensorBackend;
    if (config.kernelName === 'Conv3DBackpropFilterV2')
      return filterGradient(backend, shape, [first!, second!], attributes.filterShape!);
    return convolve(backend, shape, [first!, second!], config.kernelName === 'Conv3DBackpropInputV2');
  };
}

/** @returns undefined where it is no convolution that our kernels compute. */
function shapeOf(
  { backend_util }: Core,
  kernelName: string,
  [first, second]: readonly [TensorInfo, TensorInfo],
  { strides, pad, dataFormat = 'NDHWC', dilations = 1, inputShape, filterShape }: ConvAttributes,
): Conv3dShape | undefined {
  if (first.dtype !== 'float32' || second.dtype !== 'float32' || dataFormat !== 'NDHWC') return undefined;
  const input = (kernelName === 'Conv3DBackpropInputV2' ? inputShape : first.shape) as Shape5;
  const filter = (kernelName === 'Conv3DBackpropFilterV2' ? filterShape : second.shape) as Shape5;
  const info = backend_util.computeConv3DInfo(input, filter, strides, dilations, pad);
  const isPlain = [
    info.strideDepth,
    info.strideHeight,
    info.strideWidth,
    info.dilationDepth,
    info.dilationHeight,
    info.dilationWidth,
  ].every((n) => n === 1);
  const keepsSize =
    info.outDepth === info.inDepth && info.outHeight === info.inHeight && info.outWidth === info.inWidth;
  const width = info.filterDepth;
  const isCube = info.filterHeight === width && info.filterWidth === width && (width === 1 || width === 3);
  if (!isPlain || !keepsSize || !isCube || input.includes(0)) return undefined;
  return {
    batch: info.batchSize,
    z: info.inDepth,
    y: info.inHeight,
    x: info.inWidth,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    kernelSize: width,
  };
}

/** @param isBack dy and the filter, for the gradient of the input. */
function convolve(
  backend: TensorBackend,
  shape: Conv3dShape,
  operands: readonly [TensorInfo, TensorInfo],
  isBack: boolean,
): TensorInfo {
  const run = isBack ? { ...shape, inChannels: shape.outChannels, outChannels: shape.inChannels } : shape;
  const { batch, z, y, x, outChannels } = run;
  const uniforms: Conv3dUniforms = {
    ...sizesOf(run),
    ...{ reluBefore: 0, reluAfter: 0, addResidual: 0, isTurned: Number(isBack) },
  };
  return dispatch(backend, CONV3D, {
    uniforms,
    operands,
    zeros: [outChannels, 1],
    shape: [batch, z, y, x, outChannels],
    workgroups: conv3dWorkgroups(run),
  });
}

const filterGradient = (
  backend: TensorBackend,
  shape: Conv3dShape,
  operands: readonly [TensorInfo, TensorInfo],
  filterShape: readonly number[],
): TensorInfo =>
  dispatch(backend, PLAIN_FILTER_GRADIENT, {
    uniforms: sizesOf(shape),
    operands,
    zeros: [],
    shape: filterShape,
    workgroups: plainFilterWorkgroups(shape),
  });

const sizesOf = ({ batch, z, y, x, inChannels, outChannels, kernelSize }: Conv3dShape) => ({
  ...{ batch, sizeZ: z, sizeY: y, sizeX: x },
  ...{ inChannels, outChannels, kernelSize },
});

interface TensorCall<U> {
  readonly uniforms: U;
  readonly operands: readonly TensorInfo[];
  /** Lengths of further inputs, which are zero. */
  readonly zeros: readonly number[];
  readonly shape: readonly number[];
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/** Among the library's own work, in its order. @returns a tensor that the library frees. */
function dispatch<U extends UniformValues<U>>(
  backend: TensorBackend,
  kernel: Kernel<U>,
  { uniforms, operands, zeros, shape, workgroups }: TensorCall<U>,
): TensorInfo {
  const { device } = backend;
  const output = backend.makeTensorInfo(shape, 'float32');
  const bufferOf = ({ dataId }: TensorInfo): GPUBuffer => {
    backend.uploadToGPU(dataId);
    return backend.tensorMap.get(dataId).resource as GPUBuffer;
  };
  const params = createUniform(device, `${kernel.name} params`, packUniforms(kernel, uniforms));
  const blanks = zeros.map((length) => createStorage(device, `${kernel.name} zeros`, length));
  const pipeline = createPipelineAtOnce(device, kernel);
  const inputs = [...operands.map(bufferOf), ...blanks];
  const group = bindKernel(device, kernel, pipeline, {
    uniforms: params,
    inputs,
    outputs: [bufferOf(output)],
  });
  // What the library has recorded, and not sent yet, comes first.
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  const encoder = device.createCommandEncoder({ label: kernel.name });
  const pass = encoder.beginComputePass({ label: kernel.name });
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(...workgroups);
  pass.end();
  device.queue.submit([encoder.finish()]);
  // Work that was submitted keeps them.
  for (const buffer of [params, ...blanks]) buffer.destroy();
  return output;
}
