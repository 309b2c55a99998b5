import { join } from 'node:path';
import { InvalidDataError } from '../../datasets/errors.ts';
import type { Phantom, PhantomStyle } from '../../datasets/phantom/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import { encodeSwc } from '../../datasets/swc/index.ts';
import { writeStagedFolder } from '../node/index.ts';
import { appendProvenance, type ProvenanceEntry } from '../provenance/index.ts';
import { convertVolume } from './convert-volume.ts';
import { writeMrc } from './write-mrc.ts';

export interface PhantomJob {
  readonly style: PhantomStyle;
  readonly phantom: Phantom;
  /** Replace a phantom that is there. */
  readonly overwrite: boolean;
  readonly provenance: ProvenanceEntry;
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

/**
 * Writes a phantom's image (precomputed, or `tomogram.mrc`), `labels` (precomputed), `skeletons/<id>.swc` and
 * `provenance.json` into a folder that appears when all of it is there.
 * @throws InvalidDataError where the folder is there already; with `overwrite`, where it holds anything but a phantom.
 */
export async function writePhantom(target: string, job: PhantomJob): Promise<void> {
  await assertFree(target, job.overwrite);
  await writeStagedFolder(target, (folder) => fill(folder, job), { replace: job.overwrite });
}

async function fill(folder: string, job: PhantomJob): Promise<void> {
  const { phantom, provenance, signal, onProgress } = job;
  const report = (what: string) => (done: number, total: number) => onProgress?.(what, done, total);
  if (job.style === 'em') {
    const image = createFileStore(join(folder, 'image'));
    await convertVolume(phantom.image, image, { type: 'image', signal, onProgress: report('image') });
    await appendProvenance(image, provenance);
  } else {
    const path = join(folder, 'tomogram.mrc');
    await writeMrc(path, phantom.image, { signal, onProgress: report('tomogram') });
  }
  const labels = createFileStore(join(folder, 'labels'));
  await convertVolume(phantom.labels, labels, { type: 'segmentation', signal, onProgress: report('labels') });
  await appendProvenance(labels, provenance);
  const store = createFileStore(folder);
  for (const skeleton of phantom.skeletons()) {
    throwIfAborted(signal, folder);
    await store.put(
      `skeletons/${skeleton.id}.swc`,
      new TextEncoder().encode(encodeSwc({ title: `neurite ${skeleton.id}`, ...skeleton })),
    );
    onProgress?.('skeletons', skeleton.id, phantom.neurites);
  }
  await appendProvenance(store, provenance);
}

async function assertFree(target: string, overwrite: boolean): Promise<void> {
  const store = createFileStore(target);
  const first = await store.list('')[Symbol.asyncIterator]().next();
  if (first.done) return;
  if (!overwrite) {
    const cure = 'Choose another one, or give --force to replace a phantom';
    throw new InvalidDataError({
      subject: target,
      expected: 'an empty or new folder',
      got: 'one with files',
      cure,
    });
  }
  // A folder is replaced as a whole: one that is not a phantom's must not be lost to a slip of the hand.
  const record = await store.get('provenance.json');
  if (record && /"command": \[\s*"phantom"/.test(new TextDecoder().decode(record))) return;
  const cure = 'Choose another folder, or remove this one yourself';
  throw new InvalidDataError({ subject: target, expected: 'a phantom to replace', got: 'other files', cure });
}
