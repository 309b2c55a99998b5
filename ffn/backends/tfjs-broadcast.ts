/** Broadcasting on WebGPU beyond rank 4, where the shaders of TensorFlow.js do not compile: the same, on a lower rank. */
import type { KernelBackend, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { STOCK_RANK, sizeOf, tileByAxis } from './tfjs-axes.ts';

/** Kernels of the operands "a" and "b". */
const BINARY_KERNELS = [
  'Add',
  'Atan2',
  'Equal',
  'FloorDiv',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
  'Maximum',
  'Minimum',
  'Mod',
  'Multiply',
  'NotEqual',
  'Pow',
  'RealDiv',
  'SquaredDifference',
  'Sub',
];

/** @returns names of the two operands, where a kernel broadcasts. */
function operandsOf(kernelName: string): readonly [first: string, second: string] | undefined {
  if (kernelName === 'Prelu') return ['x', 'alpha'];
  return BINARY_KERNELS.includes(kernelName) ? ['a', 'b'] : undefined;
}

type Shape = readonly number[];

export interface Collapsed {
  readonly first: number[];
  readonly second: number[];
}

/**
 * Merges neighbouring axes on which both operands behave alike, and drops axes of size 1: [2, 5, 6, 7, 8] and [8] are
 * [420, 8] and [1, 8]. Elements keep their order.
 * @param first @param second broadcast against each other.
 */
export function collapseBroadcast(first: Shape, second: Shape): Collapsed {
  const rank = Math.max(first.length, second.length);
  const padded = (shape: Shape) => [...Array<number>(rank - shape.length).fill(1), ...shape];
  const [a, b] = [padded(first), padded(second)];
  const out: { first: number[]; second: number[] } = { first: [], second: [] };
  let last = '';
  for (let axis = 0; axis < rank; axis++) {
    if (a[axis] === 1 && b[axis] === 1) continue;
    const kind = a[axis] === b[axis] ? 'both' : a[axis] === 1 ? 'second' : 'first';
    if (kind === last) {
      out.first[out.first.length - 1]! *= a[axis]!;
      out.second[out.second.length - 1]! *= b[axis]!;
    } else {
      out.first.push(a[axis]!);
      out.second.push(b[axis]!);
    }
    last = kind;
  }
  return out.first.length > 0 ? out : { first: [1], second: [1] };
}

/** @returns the kernel, with broadcasts of high rank made ones that compile. @param tile the backend's kernel `Tile`. */
export function withLowBroadcasts(config: KernelConfig, tile: KernelFunc): KernelFunc {
  const names = operandsOf(config.kernelName);
  if (!names) return config.kernelFunc;
  return (params) => {
    const [first, second] = names.map((name) => (params.inputs as Record<string, TensorInfo>)[name]!);
    const full = broadcastShape(first!.shape, second!.shape);
    if (full.length <= STOCK_RANK) return config.kernelFunc(params);
    const backend = params.backend as KernelBackend;
    const made: TensorInfo[] = [];
    const collapsed = collapseBroadcast(first!.shape, second!.shape);
    let operands = [
      { ...first!, shape: collapsed.first },
      { ...second!, shape: collapsed.second },
    ];
    if (collapsed.first.length > STOCK_RANK) {
      // Axes of both kinds in turn: what is repeated is written out.
      const shape = broadcastShape(collapsed.first, collapsed.second);
      operands = operands.map((operand) => {
        const reps = shape.map((size, axis) => size / operand.shape[axis]!);
        const tiled = tileByAxis(operand, reps, { tile, backend });
        made.push(tiled);
        return { ...tiled, shape: [sizeOf(shape)] };
      });
    }
    const inputs = { [names[0]]: operands[0]!, [names[1]]: operands[1]! };
    const result = config.kernelFunc({ ...params, inputs }) as TensorInfo;
    for (const { dataId } of made) backend.disposeData(dataId);
    return { ...result, shape: full };
  };
}

/** @returns the result's shape; sizes that do not fit are left to the kernel to refuse. */
function broadcastShape(first: readonly number[], second: readonly number[]): number[] {
  const rank = Math.max(first.length, second.length);
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(first[axis - rank + first.length] ?? 1, second[axis - rank + second.length] ?? 1),
  );
}
