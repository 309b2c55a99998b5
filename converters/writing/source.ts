import type { DataType, Volume } from '../../datasets/volume.ts';
import { widenVolume } from '../../datasets/voxels/index.ts';
import { isFfnFolder, openInput } from '../inputs/index.ts';
import { applyTransforms, type Transforms } from '../transforms/index.ts';

/** What a volume to be written is made of: plain data, so that every thread can open it for itself. */
export interface SourceSpec {
  /** As on the command line. */
  readonly input: string;
  readonly transforms: Transforms;
  /** Labels in this type, at last. */
  readonly widenTo?: DataType;
}

export interface OpenSource {
  readonly volume: Volume;
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** @throws the errors of the input's reader and of the transforms. */
export async function openSource(
  { input, transforms, widenTo }: SourceSpec,
  signal?: AbortSignal,
): Promise<OpenSource> {
  const opened = await openInput(input, signal);
  try {
    const volume = applyTransforms(opened.volume, transforms);
    const { warnings, close } = opened;
    return { volume: widenTo ? widenVolume(volume, widenTo) : volume, warnings, close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Inputs that are unpacked as a whole when they are opened: one thread does, and gives each of the others what it needs. */
const UNPACKED = /\.(npz|gz)(:[^:]+)?$/i;

export const isCostlyToOpen = ({ input }: SourceSpec): boolean => UNPACKED.test(input) || isFfnFolder(input);
