/** Kernels of TensorFlow.js's WebGPU backend that fail beyond rank 4, carried out on a lower rank. */
import type { KernelBackend, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { padByAxis, STOCK_RANK, sizeOf, tileByAxis } from './tfjs-axes.ts';
import { withLowBroadcasts } from './tfjs-broadcast.ts';

/** @param tile the backend's kernel `Tile`. @returns the kernel itself where nothing need be done. */
export function loweredKernel(config: KernelConfig, tile: KernelFunc): KernelFunc {
  const { kernelName, kernelFunc } = config;
  if (kernelName === 'Tile') return lowTile(kernelFunc);
  if (kernelName === 'PadV2') return lowPad(kernelFunc);
  if (kernelName === 'Select') return lowSelect(kernelFunc);
  return withLowBroadcasts(config, tile);
}

type Params = Parameters<KernelFunc>[0];

const inputOf = ({ inputs }: Params, name: string): TensorInfo =>
  (inputs as Record<string, TensorInfo>)[name]!;

const lowTile =
  (tile: KernelFunc): KernelFunc =>
  (params) => {
    const x = inputOf(params, 'x');
    if (x.shape.length <= STOCK_RANK) return tile(params);
    const { reps } = params.attrs as unknown as { reps: number[] };
    return tileByAxis(x, reps, { tile, backend: params.backend as KernelBackend });
  };

const lowPad =
  (pad: KernelFunc): KernelFunc =>
  (params) => {
    const x = inputOf(params, 'x');
    if (x.shape.length <= STOCK_RANK) return pad(params);
    const { paddings, constantValue } = params.attrs as unknown as {
      paddings: [number, number][];
      constantValue: number;
    };
    return padByAxis(x, paddings, { pad, constantValue, backend: params.backend as KernelBackend });
  };

/** Voxel by voxel, where all three are of one shape: the library has broadcast them before. */
const lowSelect =
  (select: KernelFunc): KernelFunc =>
  (params) => {
    const operands = ['condition', 't', 'e'].map((name) => inputOf(params, name));
    const { shape } = operands[1]!;
    const isAlike = operands.every((operand) => operand.shape.join() === shape.join());
    if (shape.length <= STOCK_RANK || !isAlike) return select(params);
    const [condition, t, e] = operands.map((operand) => ({ ...operand, shape: [sizeOf(shape)] }));
    const result = select({ ...params, inputs: { condition: condition!, t: t!, e: e! } }) as TensorInfo;
    return { ...result, shape };
  };
