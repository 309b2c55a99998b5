/**
 * Four planes of a 3x3x3 convolution by six 3x3 convolutions in place of twelve: Winograd's minimal filtering F(4,3) along z alone.
 * Source: Winograd, Arithmetic Complexity of Computations (1980); A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural
 * Networks, CVPR 2016, section 4.3 (the matrices, here for the points 0, 1, -1, 2, -2 and infinity).
 */
import type { Kernel, Plane, PlaneOperators } from './onnx-planes.ts';
import type { WeightTensor } from './weights.ts';

/** Rows make a product's kernel from the planes of the 3x3x3 kernel (their G). The last has its sign turned, as its input has. */
const PRODUCTS = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, -1],
] as const;

/** One plane of a kernel each. */
const PLANES = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;

export interface LaneInput {
  /** Planes 4 j, 4 j + 1, 4 j + 2, 4 j + 3. */
  readonly lanes: readonly Plane[];
  /** The plane after the last tile; absent: zeros. */
  readonly after: Plane | undefined;
}

/** The kernels of six products, [out, in, 3, 3]: sums in double precision, rounded once. */
export const productKernels = (name: string, weights: WeightTensor): readonly Kernel[] =>
  PRODUCTS.map((row, i) => combine(`${name}/product${i}`, weights, row));

/** The kernels of the planes before, at and after, [out, in, k, k]. */
export const planeKernels = (name: string, weights: WeightTensor): readonly Kernel[] =>
  PLANES.map((row, i) => combine(`${name}/plane${i}`, weights, row.slice(0, weights.shape[0])));

function combine(name: string, { shape, data }: WeightTensor, row: readonly number[]): Kernel {
  const [depth = 0, height = 0, width = 0, inChannels = 0, outChannels = 0] = shape;
  const taps = height * width;
  const combined = new Float32Array(taps * inChannels * outChannels);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < inChannels; i++) {
      for (let o = 0; o < outChannels; o++) {
        let sum = 0;
        for (let z = 0; z < depth; z++)
          sum += row[z]! * data[((z * taps + tap) * inChannels + i) * outChannels + o]!;
        combined[(o * inChannels + i) * taps + tap] = sum;
      }
    }
  }
  return { name, shape: [outChannels, inChannels, height, width], data: combined };
}

/** What the products convolve (their B transposed times planes d0 … d5, of which d0 and d5 lie in the neighbouring tiles). */
export function productInputs(operators: PlaneOperators, { lanes, after }: LaneInput): readonly Plane[] {
  const { add, scale } = operators;
  const [d1, d2, d3, d4] = lanes as [Plane, Plane, Plane, Plane];
  const even = scale(-4, d2, { sum: d4 });
  const odd = scale(-4, d1, { sum: d3 });
  const evenHalf = scale(-1, d2, { sum: d4 });
  const oddHalf = scale(-1, d1, { sum: d3 });
  const last = operators.addShifted(scale(4, oddHalf, { sum: d3 }), -1, d1, 1);
  return [
    operators.addShifted(scale(-1, d2, { sum: even }), 4, d4, -1),
    add(even, odd),
    scale(-1, odd, { sum: even }),
    scale(2, oddHalf, { sum: evenHalf }),
    scale(-2, oddHalf, { sum: evenHalf }),
    after ? operators.addToLast(last, -1, after) : last,
  ];
}

export interface LaneOutput {
  readonly biases: string;
  /** Added to the lanes. */
  readonly kept: readonly Plane[] | undefined;
  /** -infinity for gap rows, as good as; absent where `kept` has it. */
  readonly gaps: Plane | undefined;
}

/** The lanes of the convolution (their A transposed times the products). */
export function sumProducts(
  operators: PlaneOperators,
  inputs: readonly Plane[],
  kernels: readonly Kernel[],
  { biases, kept = [], gaps }: LaneOutput,
): readonly Plane[] {
  const { add, scale } = operators;
  const product = (i: number, sum?: Plane, bias?: string) =>
    operators.convolve(inputs[i]!, kernels[i]!, { sum, biases: bias });
  const m2 = product(2);
  const m4 = product(4);
  // An Add after a convolution is free: the difference comes from the sum, not the sum and the difference from two products.
  const sum12 = product(1, m2);
  const difference12 = scale(-2, m2, { sum: sum12 });
  // Gaps enter here, and so with a factor of 1, 2, 4, 8 into the lanes.
  const sum34 = add(product(3, m4), gaps);
  const difference34 = scale(-2, m4, { sum: sum34 });
  return [
    product(0, add(add(sum12, sum34), kept[0]), biases),
    scale(2, difference34, { sum: add(difference12, kept[1]), biases }),
    scale(4, sum34, { sum: add(sum12, kept[2]), biases }),
    product(5, scale(8, difference34, { sum: add(difference12, kept[3]) }), biases),
  ];
}
