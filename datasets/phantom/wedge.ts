/** Voxels from the middle of the kernel to its edge, in x and z. */
export const WEDGE_REACH = 10;

/** Grid of frequencies on which the kernel is worked out. */
const GRID = 64;

/** A tilt series reaches this far on each side: tangent of 60 degrees. */
const TANGENT_OF_TILT = Math.sqrt(3);
/** Softness of the wedge's edge, as a share of the tangent. */
const EDGE = 0.12;

/**
 * What a tomogram keeps of a volume, as a kernel across the tilt axis y: frequencies in the wedge around z, which no
 * tilt saw, are missing, and fine detail is damped. Worked out by a plain Fourier sum over the frequencies of a grid;
 * a smooth window ends it.
 * @returns (2 reach + 1)^2 weights, x fastest, point-symmetric.
 */
export function createWedgeKernel(): Float64Array {
  const cosines = cosinesOf(GRID);
  const mask = createMask();
  const edge = 2 * WEDGE_REACH + 1;
  const kernel = new Float64Array(edge * edge);
  for (let z = -WEDGE_REACH; z <= WEDGE_REACH; z++) {
    for (let x = -WEDGE_REACH; x <= WEDGE_REACH; x++) {
      let sum = 0;
      for (let kz = 0; kz < GRID; kz++) {
        for (let kx = 0; kx < GRID; kx++) {
          // Only the real part is left, since the mask is even in both axes together.
          sum += mask[kx + GRID * kz] * cosines[(((kx * x + kz * z) % GRID) + GRID) % GRID];
        }
      }
      const i = x + WEDGE_REACH + edge * (z + WEDGE_REACH);
      kernel[i] = (sum / (GRID * GRID)) * windowAt(x) * windowAt(z);
    }
  }
  return kernel;
}

/** 1 for frequencies that are seen, 0 in the wedge; falling towards the highest. */
function createMask(): Float64Array {
  const mask = new Float64Array(GRID * GRID);
  const signed = (k: number) => (k < GRID / 2 ? k : k - GRID);
  for (let kz = 0; kz < GRID; kz++) {
    for (let kx = 0; kx < GRID; kx++) {
      const [x, z] = [Math.abs(signed(kx)), Math.abs(signed(kz))];
      // Seen where the slope z / x is at most the tangent of the largest tilt.
      const excess = x === 0 && z === 0 ? -1 : (z - TANGENT_OF_TILT * x) / (EDGE * (x + z));
      const seen = excess <= -1 ? 1 : excess >= 1 ? 0 : (1 - excess) / 2;
      const square = (4 * (x * x + z * z)) / (GRID * GRID);
      const damping = square >= 1 ? 0 : (1 - square) * (1 - square);
      mask[kx + GRID * kz] = seen * damping;
    }
  }
  return mask;
}

function windowAt(offset: number): number {
  const share = offset / (WEDGE_REACH + 1);
  return (1 - share * share) * (1 - share * share);
}

/** cos(2 pi i / n) for a power of two from 4 on: by halving angles and adding them, with roots only. */
export function cosinesOf(n: number): Float64Array {
  let cosine = 0;
  let sine = 1;
  for (let m = 4; m < n; m *= 2) {
    const half = Math.sqrt((1 + cosine) / 2);
    sine = sine / (2 * half);
    cosine = half;
  }
  const result = new Float64Array(n);
  let [c, s] = [1, 0];
  for (let i = 0; i < n; i++) {
    result[i] = c;
    [c, s] = [c * cosine - s * sine, s * cosine + c * sine];
  }
  return result;
}
