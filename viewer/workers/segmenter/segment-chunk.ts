import { createBlock } from '../../../datasets/memory-volume.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { LabelBlock } from './label-chunks.ts';

/** Numbers of objects as segments: uint64, of which the words are set. @param segments an object that is not among them is its own. */
export function segmentChunk(labels: LabelBlock, segments: ReadonlyMap<number, bigint>): VoxelBlock {
  const block = createBlock('uint64', labels.size);
  const words = new Uint32Array(block.data.buffer as ArrayBuffer);
  const halves = new Map<number, readonly [number, number]>();
  for (let i = 0; i < labels.data.length; i++) {
    const label = labels.data[i] as number;
    if (label === 0) continue;
    const [low, high] = halves.get(label) ?? split(segments.get(label) ?? BigInt(label));
    if (!halves.has(label)) halves.set(label, [low, high]);
    words[2 * i] = low;
    words[2 * i + 1] = high;
  }
  return block;
}

const split = (id: bigint): readonly [number, number] => [Number(id & 0xffffffffn), Number(id >> 32n)];
