/**
 * 3-D convolution as loops that a reader can check: the slow twin of every convolution kernel. Channels are
 * last, stride is 1, zeros pad the border so that the size stays, the kernel is not flipped
 * (cross-correlation). Sums run in double precision, so that a kernel's own rounding is what a test sees.
 */
export interface Conv3dShape {
  readonly batch: number;
  /** Voxels per axis. */
  readonly z: number;
  readonly y: number;
  readonly x: number;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Edge of the cubic kernel. */
  readonly kernelSize: 1 | 3;
}

export interface Conv3dArguments {
  readonly shape: Conv3dShape;
  /** [batch, z, y, x, in] float32. */
  readonly input: Float32Array;
  /** [kz, ky, kx, in, out] float32. */
  readonly weights: Float32Array;
  /** [out] float32. */
  readonly biases: Float32Array;
  /** Rectify the input first. */
  readonly reluBefore?: boolean;
  /** Rectify the output; before `residual` is added. */
  readonly reluAfter?: boolean;
  /** [batch, z, y, x, out] float32, added last. */
  readonly residual?: Float32Array;
}

/** @returns [batch, z, y, x, out] float32. */
export function conv3d(args: Conv3dArguments): Float32Array {
  const { shape, biases, residual } = args;
  const { batch, outChannels } = shape;
  const output = new Float32Array(batch * shape.z * shape.y * shape.x * outChannels);
  let to = 0;
  for (let b = 0; b < batch; b++) {
    for (let z = 0; z < shape.z; z++) {
      for (let y = 0; y < shape.y; y++) {
        for (let x = 0; x < shape.x; x++) {
          for (let o = 0; o < outChannels; o++, to++) {
            const sum = biases[o] + sumOverKernel(args, [b, z, y, x], o);
            output[to] = (args.reluAfter ? Math.max(sum, 0) : sum) + (residual ? residual[to] : 0);
          }
        }
      }
    }
  }
  return output;
}

type Place = readonly [b: number, z: number, y: number, x: number];

/** Weights times inputs over the kernel at one voxel; taps outside the volume meet zeros and are left out. */
function sumOverKernel(args: Conv3dArguments, [b, z, y, x]: Place, o: number): number {
  const { shape, input, weights } = args;
  const { inChannels, outChannels, kernelSize } = shape;
  const radius = (kernelSize - 1) / 2;
  let sum = 0;
  for (let kz = 0; kz < kernelSize; kz++) {
    for (let ky = 0; ky < kernelSize; ky++) {
      for (let kx = 0; kx < kernelSize; kx++) {
        const [iz, iy, ix] = [z + kz - radius, y + ky - radius, x + kx - radius];
        if (iz < 0 || iz >= shape.z || iy < 0 || iy >= shape.y || ix < 0 || ix >= shape.x) continue;
        const voxel = ((b * shape.z + iz) * shape.y + iy) * shape.x + ix;
        const tap = (kz * kernelSize + ky) * kernelSize + kx;
        for (let i = 0; i < inChannels; i++) {
          const value = input[voxel * inChannels + i];
          const rectified = args.reluBefore ? Math.max(value, 0) : value;
          sum += rectified * weights[(tap * inChannels + i) * outChannels + o];
        }
      }
    }
  }
  return sum;
}
