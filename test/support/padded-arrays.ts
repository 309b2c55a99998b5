/** Between plain arrays, channels last, and the padded grids of kernels: see shaders/wgsl/conv-tile.wgsl. */
import type { PaddedGrid } from '../../ffn/kernels/index.ts';

/** Calls `visit` with each voxel and its place in a channel's memory. */
function eachPlace(
  { size: [nz, ny, nx], slots }: PaddedGrid,
  visit: (voxel: number, place: number) => void,
): void {
  let voxel = 0;
  for (let slot = 0; slot < slots; slot++)
    for (let z = 0; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++)
          visit(voxel++, ((slot * (nz + 1) + z + 1) * (ny + 1) + y + 1) * (nx + 1) + x + 1);
}

/** @param values [slot, z, y, x, channel]. @returns [quad][position][4]. */
export function padGrid(grid: PaddedGrid, values: Float32Array, channels: number): Float32Array {
  const out = new Float32Array(4 * Math.ceil(channels / 4) * grid.quadLength);
  eachPlace(grid, (voxel, place) => {
    for (let c = 0; c < channels; c++)
      out[4 * ((c >> 2) * grid.quadLength + place) + (c & 3)] = values[voxel * channels + c]!;
  });
  return out;
}

/** The other way. */
export function unpadGrid(grid: PaddedGrid, padded: Float32Array, channels: number): Float32Array {
  const out = new Float32Array(grid.slots * grid.voxels * channels);
  eachPlace(grid, (voxel, place) => {
    for (let c = 0; c < channels; c++)
      out[voxel * channels + c] = padded[4 * ((c >> 2) * grid.quadLength + place) + (c & 3)]!;
  });
  return out;
}

/** @param values [slot, z, y, x]. @returns [position]. */
export function padScalars(grid: PaddedGrid, values: Float32Array): Float32Array {
  const out = new Float32Array(grid.quadLength);
  eachPlace(grid, (voxel, place) => {
    out[place] = values[voxel]!;
  });
  return out;
}

/** The other way. */
export function unpadScalars(grid: PaddedGrid, padded: Float32Array): Float32Array {
  const out = new Float32Array(grid.slots * grid.voxels);
  eachPlace(grid, (voxel, place) => {
    out[voxel] = padded[place]!;
  });
  return out;
}
