/** Operations of TensorFlow.js that work on one axis after the other, so that rank 3 is enough. */
import type { KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** The highest rank for which the shaders of TensorFlow.js compile, whatever the operation. */
export const STOCK_RANK = 4;

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/**
 * Carries out `step` for each of `axes`, with the tensor as [before, axis, after].
 * @returns a tensor that the caller frees: `x` with one more reference where there is nothing to do.
 */
function byAxis(
  x: TensorInfo,
  axes: readonly number[],
  backend: KernelBackend,
  step: (rows: TensorInfo, axis: number) => TensorInfo,
): TensorInfo {
  if (axes.length === 0) {
    backend.incRef(x.dataId);
    // Not `x` itself: the library would take that tensor for the result.
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  }
  let result = x;
  for (const axis of axes) {
    const { shape } = result;
    const rows = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))];
    const next = step({ ...result, shape: rows }, axis);
    if (result !== x) backend.disposeData(result.dataId);
    result = { ...next, shape: shape.with(axis, next.shape[1]!) };
  }
  return result;
}

export interface TileBackend {
  /** The library's kernel. */
  readonly tile: KernelFunc;
  readonly backend: KernelBackend;
}

/** @param reps how often each axis is repeated. @returns a tensor that the caller frees. */
export function tileByAxis(
  x: TensorInfo,
  reps: readonly number[],
  { tile, backend }: TileBackend,
): TensorInfo {
  const axes = [...reps.keys()].filter((axis) => reps[axis] !== 1);
  return byAxis(x, axes, backend, (rows, axis) => {
    return tile({ inputs: { x: rows }, attrs: { reps: [1, reps[axis]!, 1] }, backend }) as TensorInfo;
  });
}

export interface PadBackend {
  /** The library's kernel. */
  readonly pad: KernelFunc;
  readonly constantValue: number;
  readonly backend: KernelBackend;
}

/** @param paddings for each axis, before and after. @returns a tensor that the caller frees. */
export function padByAxis(
  x: TensorInfo,
  paddings: readonly (readonly [number, number])[],
  { pad, constantValue, backend }: PadBackend,
): TensorInfo {
  const axes = [...paddings.keys()].filter((axis) => paddings[axis]!.some((width) => width !== 0));
  return byAxis(x, axes, backend, (rows, axis) => {
    const attrs = { paddings: [[0, 0], [...paddings[axis]!], [0, 0]], constantValue };
    return pad({ inputs: { x: rows }, attrs, backend }) as TensorInfo;
  });
}
