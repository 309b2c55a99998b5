import { existsSync, statSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MissingError, TooLargeError, UsageError } from '../../datasets/errors.ts';
import { writeState } from '../../datasets/links/index.ts';
import { createFileStore, makeFolder } from '../../datasets/stores/index.node.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import { formatBytes } from '../jobs/index.ts';
import { planUpload } from '../publishing/index.ts';
import { createPacking } from './pack-files.ts';
import { pageHtml } from './page-html.ts';
import { readPageView } from './read-view.ts';
import { selectFiles } from './select-files.ts';

export interface PageOptions {
  readonly folder: string;
  /** The page. */
  readonly output: string;
  /** Folder of the built viewer; `page/single-page.js` lies beside it. */
  readonly site: string;
  /** Finest scale that is taken, 0 for all. */
  readonly scale: number;
  /** The most that the page may have. */
  readonly maxBytes: number;
  /** Take the place of a file that is there. */
  readonly force: boolean;
  readonly signal?: AbortSignal;
  onProgress?(files: number): void;
}

export interface PageReport {
  readonly files: number;
  /** Of the page. */
  readonly bytes: number;
}

/**
 * Writes a view with its data as one page, which opens from a disk and asks nothing of any network. It is there as a whole or not
 * at all. Held in memory: the page, at most `maxBytes`, and one file.
 * @throws UsageError for an output that is there; TooLargeError for more than `maxBytes`; what `readPageView` and
 *   `selectFiles` find wrong.
 */
export async function writePage(options: PageOptions): Promise<PageReport> {
  const { folder, output, site, signal } = options;
  assertOutput(options);
  const view = await readPageView(folder);
  const [script, style] = await Promise.all([
    readBuilt(join(dirname(site), 'page', 'single-page.js')),
    readBuilt(join(site, 'style.css')),
  ]);
  const { archive, files } = await packed(options, view.folders, script.length + style.length);
  const state = writeState(view.state);
  const html = pageHtml({ title: view.title, script, style, state, archive: archive.toString('base64') });
  const bytes = Buffer.byteLength(html);
  if (bytes > options.maxBytes) throw tooLarge(options.maxBytes, formatBytes(bytes));
  throwIfAborted(signal, output);
  await writeWhole(output, html);
  return { files, bytes };
}

async function packed(options: PageOptions, folders: readonly string[], frameBytes: number) {
  const { folder, scale, maxBytes, signal } = options;
  const root = resolve(folder);
  const uploads = await planUpload(root, basename(root));
  const names = uploads.map(({ key }) => key.slice(basename(root).length + 1));
  const store = createFileStore(root);
  const keys = await selectFiles(store, { names, folders, scale });
  const packing = createPacking();
  let files = 0;
  const add = (key: string, bytes: Uint8Array) => {
    packing.add([key, bytes]);
    options.onProgress?.(++files);
    // Base64 makes four bytes of three.
    if ((packing.bytes * 4) / 3 + frameBytes <= maxBytes) return;
    const all = uploads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    throw tooLarge(maxBytes, `more after ${files} of ${keys.size} files (${formatBytes(all)} in ${folder})`);
  };
  for (const [key, made] of keys) {
    throwIfAborted(signal, folder);
    add(key, made ?? (await store.get(key, { signal }))!);
  }
  return { archive: Buffer.from(packing.end()), files };
}

const tooLarge = (maxBytes: number, got: string) =>
  new TooLargeError({
    subject: 'publish',
    expected: `a page of at most ${formatBytes(maxBytes)}`,
    got,
    cure: 'Leave out the finest scales with --scale 1, 2 …; convert a part (convert --all --box); or allow more with --max-size',
  });

function assertOutput({ output, force }: PageOptions): void {
  const found = statSync(output, { throwIfNoEntry: false });
  const expected = 'a file to write';
  if (found?.isDirectory()) throw new UsageError({ subject: '--html', expected, got: `${output}, a folder` });
  if (!found || force) return;
  const cure = 'Remove it, or --force';
  throw new UsageError({ subject: output, expected: 'no such file yet', got: 'one that is there', cure });
}

async function readBuilt(path: string): Promise<string> {
  if (existsSync(path)) return readFile(path, 'utf8');
  const cure = 'Run npm run build';
  throw new MissingError({ subject: path, expected: 'the built viewer', got: 'nothing there', cure });
}

async function writeWhole(output: string, text: string): Promise<void> {
  const path = resolve(output);
  const partial = `${path}.partial-${process.pid}`;
  await makeFolder(dirname(path));
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
