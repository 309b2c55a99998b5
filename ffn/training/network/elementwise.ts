/** What lies between convolutions, on whole grids: their borders are zero, and stay so. */

/** In place: negative numbers become zero. */
export function rectify(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) if (values[i]! < 0) values[i] = 0;
}

/** The gradient passes where the rectified number is positive. */
export function maskGradient(gradient: Float32Array, rectified: Float32Array): void {
  for (let i = 0; i < gradient.length; i++) if (rectified[i]! <= 0) gradient[i] = 0;
}

/** The same, added to another gradient. */
export function addMasked(target: Float32Array, gradient: Float32Array, rectified: Float32Array): void {
  for (let i = 0; i < target.length; i++) if (rectified[i]! > 0) target[i]! += gradient[i]!;
}

/** Adds the sum over voxels of each channel. */
export function addChannelSums(sums: Float64Array, values: Float32Array, channels: number): void {
  for (let i = 0; i < values.length; i += channels)
    for (let c = 0; c < sums.length; c++) sums[c]! += values[i + c]!;
}
