import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { MissingError, UnsupportedError } from '../../datasets/errors.ts';
import type { Box } from '../../datasets/geometry/index.ts';
import { openHdf5Volume } from '../../datasets/hdf5/index.node.ts';
import { parseDatasetPath } from '../../datasets/hdf5/index.ts';
import { openMrc } from '../../datasets/mrc/index.ts';
import { openNiftiFile } from '../../datasets/nifti/index.node.ts';
import { openNifti } from '../../datasets/nifti/index.ts';
import { openNpy } from '../../datasets/npy/index.ts';
import { type ChunkCount, countMissingChunks, openPrecomputed } from '../../datasets/precomputed/index.ts';
import { volumeOfScale } from '../../datasets/scale-volume.ts';
import type { Source } from '../../datasets/source.ts';
import { createFileStore, openStore } from '../../datasets/stores/index.node.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { openTiff } from '../../datasets/tiff/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { isFfnFolder, openFfnFolder } from './ffn-folder-input.ts';
import { isNpzInput, openNpzInput } from './npz-input.ts';
import { openSlices } from './slices-input.ts';
import { findSource, isUrl } from './source-input.ts';

/** A volume and what a person should know of it. */
export interface OpenedInput {
  readonly volume: Volume;
  readonly warnings: readonly string[];
  /** Of a dataset of chunks: how many of a box of its voxels there are; undefined where its host cannot list. */
  readonly countMissing?: (box: Box, signal?: AbortSignal) => Promise<ChunkCount | undefined>;
  /** Lets go of open files and temporary ones; the volume reads no more. Twice does nothing more. */
  close(): Promise<void>;
}

/** How an input is read. */
export interface OpenInputOptions {
  /** Chunks that a dataset does not have: see `openPrecomputed`. Default zeros. */
  readonly missing?: 'zeros' | 'fail';
}

/** For messages and help: what an input can be. */
export const INPUT_KINDS =
  'a folder or glob of PNG, JPEG or TIFF slices, FILE.tif, FILE.h5:DATASET (.h5.gz), FILE.npy, FILE.npz:ARRAY, FILE.mrc (.rec, .map, .st), FILE.nii (.nii.gz), an FFN result (seg-X_Y_Z.npz or the folder of them), or a precomputed, Zarr or N5 dataset (folder, URL, or precomputed://, zarr://, n5:// before it); NPY, MRC and NIfTI files also by URL (http, gs, s3)';

/**
 * Opens what a command line names. The text is all there is to an input: another thread that opens the same text reads
 * the same voxels.
 * @param signal ends the unpacking of what is gzipped as a whole.
 * @throws MissingError where nothing is there; UnsupportedError for a kind that has no reader yet; and the reader's own.
 */
export async function openInput(
  text: string,
  signal?: AbortSignal,
  options: OpenInputOptions = {},
): Promise<OpenedInput> {
  const opened = await openVolume(text, signal, options);
  const { warnings = [], close = () => undefined, countMissing } = opened as Partial<Extras>;
  return {
    volume: opened,
    warnings,
    ...(countMissing && { countMissing }),
    async close() {
      close();
    },
  };
}

/** What some readers add to a volume. */
interface Extras {
  readonly warnings: readonly string[];
  close(): void;
  readonly countMissing: OpenedInput['countMissing'];
}

async function openVolume(
  text: string,
  signal: AbortSignal | undefined,
  options: OpenInputOptions,
): Promise<Volume> {
  const found = await findSource(text, signal);
  if (found?.format === 'precomputed') return openDataset(found.store, options);
  if (found) return openFirstScale(text, found.source);
  if (isUrl(text)) return openRemote(text);
  if (parseDatasetPath(text)) return openHdf5Volume(text, { signal });
  if (isNpzInput(text)) return openNpzInput(text, signal);
  if (/\.npy$/i.test(text) && existsSync(text)) return openNpy(...storeOf(text));
  if (/\.(mrc|rec|map|st)$/i.test(text) && existsSync(text)) return openMrc(...storeOf(text));
  if (/\.nii(\.gz)?$/i.test(text) && existsSync(text)) return openNiftiFile(text, { signal });
  if (isFfnFolder(text)) return openFfnFolder(text, signal);
  if (/\.tiff?$/i.test(text) && existsSync(text) && !isFolder(text)) return openTiff(text);
  if (isGlob(text) || isFolder(text) || isImage(text)) return openSlices(text);
  if (!existsSync(text.replace(/:[^/:\\]+$/, ''))) {
    throw new MissingError({
      subject: text,
      expected: 'a file, a folder, or FILE:ARRAY',
      got: 'nothing there',
      cure: 'Check the path',
    });
  }
  throw new UnsupportedError({ subject: text, expected: INPUT_KINDS, got: `the file ${basename(text)}` });
}

/** The finest: the others follow from it. */
function openFirstScale(text: string, { volume, warnings }: Source): Volume {
  if (volume) return { ...volumeOfScale(volume, 0), warnings } as Volume;
  const cure = 'inspect describes it, and the viewer shows it as a layer of type mesh';
  throw new UnsupportedError({ subject: text, expected: 'a volume', got: 'a mesh', cure });
}

/** What is read by ranges and needs no other file is read from hosts too. */
async function openRemote(url: string): Promise<Volume> {
  const end = url.lastIndexOf('/');
  const [store, key] = [() => openStore(url.slice(0, end)), url.slice(end + 1)] as const;
  if (/\.npy$/i.test(key)) return openNpy(store(), key);
  if (/\.(mrc|rec|map|st)$/i.test(key)) return openMrc(store(), key);
  if (/\.nii(\.gz)?$/i.test(key)) return openNifti(store(), key);
  const expected = 'FILE.npy, FILE.mrc, FILE.nii (.nii.gz), or a dataset: precomputed://URL';
  throw new UnsupportedError({ subject: url, expected, got: 'another URL', cure: 'Download the file first' });
}

const storeOf = (path: string) => [createFileStore(dirname(path)), basename(path)] as const;

async function openDataset(store: Store, { missing }: OpenInputOptions): Promise<Volume> {
  const dataset = await openPrecomputed(store, { missing });
  const countMissing: OpenedInput['countMissing'] = (box, signal) =>
    countMissingChunks(store, dataset.scales[0]!, dataset.grid(0), { box, signal });
  return { ...dataset.volume(0), countMissing } as Volume;
}

const isGlob = (text: string) => /[*?]/.test(basename(text)) && existsSync(dirname(text));
const isImage = (text: string) => /\.(png|jpe?g)$/i.test(text) && existsSync(text);
const isFolder = (text: string) => existsSync(text) && statSync(text).isDirectory();
