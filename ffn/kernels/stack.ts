import { convTile } from './conv-tile.ts';
import type { BufferPool } from './dispatch.ts';
import { isMatrixTile, type Stack, type StackInput, type StackTile } from './stack-input.ts';
import { createTileStack } from './tile-stack.ts';

/** A ConvStack3D on a device, by the kernels that its tile is for. @param pool keeps all that is made here. */
export async function createStack(device: GPUDevice, pool: BufferPool, input: StackInput): Promise<Stack> {
  const { tile } = input;
  if (!isMatrixTile(tile)) return createTileStack(device, pool, { ...input, tile });
  // Loaded where it is asked for: pages have no matrix units.
  const { createMatrixStack } = await import('./matrix-stack.ts');
  return createMatrixStack(device, pool, { ...input, tile });
}

/** The text of the convolution that a tile is for: where it changes, times of before are worth nothing. */
export async function convolutionText(tile: StackTile): Promise<string> {
  if (!isMatrixTile(tile)) return convTile(tile).source;
  const { convMatrix } = await import('./matrix-kernels.ts');
  return convMatrix(tile, 1, 1).source;
}
