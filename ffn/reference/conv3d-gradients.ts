/** Gradients of a 3-D convolution as loops that a reader can check: slow twins of `ffn/simd`. */
import type { Conv3dShape } from './conv3d.ts';

export interface GradientArguments {
  readonly shape: Conv3dShape;
  /** [batch, z, y, x, in] float32. */
  readonly input: Float32Array;
  /** [kz, ky, kx, in, out] float32. */
  readonly weights: Float32Array;
  /** Of the output, [batch, z, y, x, out] float32. */
  readonly gradient: Float32Array;
}

/** Of a sum over the output, weighted by `gradient`; float64. */
export interface Conv3dGradients {
  /** [batch, z, y, x, in]. */
  readonly input: Float64Array;
  /** [kz, ky, kx, in, out]. */
  readonly weights: Float64Array;
  /** [out]. */
  readonly biases: Float64Array;
}

/** Every product of the convolution passes its share of the gradient to its two factors. */
export function conv3dGradients(args: GradientArguments): Conv3dGradients {
  const { input, weights, gradient, shape } = args;
  const { inChannels, outChannels } = shape;
  const found: Conv3dGradients = {
    input: new Float64Array(input.length),
    weights: new Float64Array(weights.length),
    biases: new Float64Array(outChannels),
  };
  eachVoxelPair(shape, (outVoxel, inVoxel, tap) => {
    for (let o = 0; o < outChannels; o++) {
      const g = gradient[outVoxel * outChannels + o]!;
      for (let i = 0; i < inChannels; i++) {
        const weight = (tap * inChannels + i) * outChannels + o;
        found.input[inVoxel * inChannels + i]! += g * weights[weight]!;
        found.weights[weight]! += g * input[inVoxel * inChannels + i]!;
      }
    }
  });
  for (let i = 0; i < gradient.length; i++) found.biases[i % outChannels]! += gradient[i]!;
  return found;
}

type VisitPair = (outVoxel: number, inVoxel: number, tap: number) => void;

/** An output voxel and the input voxel that a tap shows it; taps outside the volume meet zeros and are left out. */
function eachVoxelPair(shape: Conv3dShape, visit: VisitPair): void {
  const { batch, kernelSize: k } = shape;
  const radius = (k - 1) / 2;
  const isInside = (z: number, y: number, x: number) =>
    z >= 0 && z < shape.z && y >= 0 && y < shape.y && x >= 0 && x < shape.x;
  const voxelOf = (b: number, z: number, y: number, x: number) =>
    ((b * shape.z + z) * shape.y + y) * shape.x + x;
  for (let b = 0; b < batch; b++)
    for (let z = 0; z < shape.z; z++)
      for (let y = 0; y < shape.y; y++)
        for (let x = 0; x < shape.x; x++)
          for (let tap = 0; tap < k ** 3; tap++) {
            const [kz, ky, kx] = [Math.floor(tap / k / k), Math.floor(tap / k) % k, tap % k];
            const [iz, iy, ix] = [z + kz - radius, y + ky - radius, x + kx - radius];
            if (isInside(iz, iy, ix)) visit(voxelOf(b, z, y, x), voxelOf(b, iz, iy, ix), tap);
          }
}
