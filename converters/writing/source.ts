import type { DataType, Volume } from '../../datasets/volume.ts';
import { widenVolume } from '../../datasets/voxels/index.ts';
import { isFfnFolder, type OpenedInput, openInput } from '../inputs/index.ts';
import { applyTransforms, type Transforms } from '../transforms/index.ts';

/** What a volume to be written is made of: plain data, so that every thread can open it for itself. */
export interface SourceSpec {
  /** As on the command line. */
  readonly input: string;
  readonly transforms: Transforms;
  /** Labels in this type, at last. */
  readonly widenTo?: DataType;
  /** Chunks that the input does not have are 0; else they are an error. */
  readonly fillMissing?: boolean;
}

export interface OpenSource {
  readonly volume: Volume;
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** @throws the errors of the input's reader and of the transforms. */
export async function openSource(source: SourceSpec, signal?: AbortSignal): Promise<OpenSource> {
  const missing = source.fillMissing ? 'zeros' : 'fail';
  const opened = await openInput(source.input, signal, { missing });
  try {
    return sourceOf(opened, source);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** An open input with everything that is done to it. @throws the errors of the transforms. */
export function sourceOf(
  { volume, warnings, close }: OpenedInput,
  { transforms, widenTo }: SourceSpec,
): OpenSource {
  const result = applyTransforms(volume, transforms);
  return { volume: widenTo ? widenVolume(result, widenTo) : result, warnings, close };
}

/** Inputs that are unpacked as a whole when they are opened: one thread does, and gives each of the others what it needs. */
const UNPACKED = /\.(npz|gz)(:[^:]+)?$/i;

export const isCostlyToOpen = ({ input }: SourceSpec): boolean => UNPACKED.test(input) || isFfnFolder(input);
