import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MissingError, UnsupportedError } from '../../datasets/errors.ts';
import { openImageStack } from '../../datasets/images/index.node.ts';
import { openMrc } from '../../datasets/mrc/index.ts';
import { openNifti } from '../../datasets/nifti/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore, openStore } from '../../datasets/stores/index.node.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { openNpzVolume } from './npz-input.ts';

/** A volume and what a person should know of it. */
export interface OpenedInput {
  readonly volume: Volume;
  readonly warnings: readonly string[];
}

const KINDS =
  'a folder or glob of PNG/JPEG slices, FILE.npz:ARRAY, FILE.mrc (.rec, .map, .st), FILE.nii (.nii.gz), an FFN result seg-X_Y_Z.npz, or a precomputed dataset (folder or precomputed://URL)';

/**
 * Opens what a command line names.
 * @throws MissingError where nothing is there; UnsupportedError for a kind that has no reader yet; and the reader's own.
 */
export async function openInput(text: string): Promise<OpenedInput> {
  if (text.startsWith('precomputed://')) return openDataset(openStore(text.slice('precomputed://'.length)));
  if (/\.npz(:[^/:\\]+)?$/.test(text)) return { volume: await openNpzVolume(text), warnings: [] };
  if (/\.(mrc|rec|map|st)$/i.test(text) && existsSync(text)) return openMrcFile(text);
  if (/\.nii(\.gz)?$/i.test(text) && existsSync(text)) return openNiftiFile(text);
  if (existsSync(join(text, 'info'))) return openDataset(createFileStore(text));
  if (isGlob(text) || isFolder(text)) {
    const stack = await openImageStack(text);
    return { volume: stack, warnings: stack.warnings };
  }
  if (!existsSync(text.replace(/:[^/:\\]+$/, ''))) {
    throw new MissingError({ subject: text, expected: KINDS, got: 'nothing there', cure: 'Check the path' });
  }
  throw new UnsupportedError({ subject: text, expected: KINDS, got: `the file ${basename(text)}` });
}

async function openMrcFile(path: string): Promise<OpenedInput> {
  const volume = await openMrc(createFileStore(dirname(path)), basename(path));
  return { volume, warnings: volume.warnings };
}

async function openNiftiFile(path: string): Promise<OpenedInput> {
  const volume = await openNifti(createFileStore(dirname(path)), basename(path));
  return { volume, warnings: volume.warnings };
}

async function openDataset(store: Store): Promise<OpenedInput> {
  const dataset = await openPrecomputed(store);
  return { volume: dataset.volume(0), warnings: [] };
}

const isGlob = (text: string) => text.includes('*') && existsSync(dirname(text));
const isFolder = (text: string) => existsSync(text) && statSync(text).isDirectory();
