import { type BufferPool, createStorage, type PaddedGrid, SLOT_WORDS } from '../../kernels/index.ts';
import type { ConvLayer } from '../../model/index.ts';
import { quadsOf } from './layout.ts';

/** Where a network that trains keeps its examples and activations; float32, padded grids of channels in fours. */
export interface ActivationBuffers {
  readonly slots: GPUBuffer;
  readonly labels: GPUBuffer;
  /** 0 for voxels that do not matter. */
  readonly masks: GPUBuffer;
  readonly logits: GPUBuffer;
  /** [position]. */
  readonly logitGradient: GPUBuffer;
  /** What each module begins with, not rectified, and after the last one what the head reads. */
  readonly nets: readonly GPUBuffer[];
  /** Between the two convolutions of each module, rectified. */
  readonly middles: readonly GPUBuffer[];
  /** The gradient on its way down, and two for what is on its way there. */
  readonly down: GPUBuffer;
  readonly inside: GPUBuffer;
  readonly masked: GPUBuffer;
}

/** @param layers without the head. */
export function createActivations(
  device: GPUDevice,
  pool: BufferPool,
  { layers, grid }: { readonly layers: readonly ConvLayer[]; readonly grid: PaddedGrid },
): ActivationBuffers {
  const make = (label: string, content: number | Uint32Array) =>
    pool.keep(createStorage(device, label, content));
  const makeGrid = (label: string, channels: number) => make(label, 4 * quadsOf(channels) * grid.quadLength);
  const widest = Math.max(...layers.map(({ outChannels }) => outChannels));
  const voxels = grid.slots * grid.voxels;
  // All slots compute always; those without an example have a mask of zeros.
  const slots = new Uint32Array(grid.slots * SLOT_WORDS);
  for (let slot = 0; slot < grid.slots; slot++) slots[slot * SLOT_WORDS] = 1;
  const isFirst = (_: ConvLayer, i: number) => i % 2 === 0;
  const isSecond = (_: ConvLayer, i: number) => i % 2 === 1;
  return {
    slots: make('slots', slots),
    labels: make('labels', voxels),
    masks: make('masks', voxels),
    logits: make('logits', voxels),
    logitGradient: make('gradient of logits', grid.quadLength),
    nets: [
      makeGrid('network input', layers[0]!.inChannels),
      ...layers.filter(isSecond).map(({ name, outChannels }) => makeGrid(`${name} output`, outChannels)),
    ],
    middles: layers.filter(isFirst).map(({ name, outChannels }) => makeGrid(`${name} output`, outChannels)),
    down: makeGrid('gradient', widest),
    inside: makeGrid('gradient within a module', widest),
    masked: makeGrid('the same, rectified', widest),
  };
}
