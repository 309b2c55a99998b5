import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { constants, copyFile, cp, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CorruptDataError, UsageError } from '../../datasets/errors.ts';
import { createFileStore, makeFolder } from '../../datasets/stores/index.node.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import { writeStagedFolder } from '../node/index.ts';
import { planUpload, type Upload } from '../publishing/index.ts';
import { headersFile, nginxFile } from './host-files.ts';
import { planRewrites } from './plan-rewrites.ts';
import type { Rewrite } from './rewrite.ts';

export interface StaticOptions {
  readonly folder: string;
  /** Where the layout goes: the viewer, and below `data/` what is in the folder. */
  readonly output: string;
  /** Whether the host answers Range requests. Without, nothing is left in shards, and meshes are legacy ones. */
  readonly ranges: boolean;
  /** The built viewer; without it there is data alone. */
  readonly site?: string;
  /** Take the place of an output that is there. */
  readonly force: boolean;
  readonly signal?: AbortSignal;
  onProgress?(files: number): void;
}

export interface StaticReport {
  /** Files of data, and those of them that are not copies: unpacked, or out of shards. */
  readonly files: number;
  readonly unpacked: number;
  readonly rewritten: number;
  /** Each `viewer.json`: its path below `data/`. */
  readonly views: readonly string[];
}

/**
 * Writes a folder of datasets as a host of plain files serves it rightly: no file is meant to be sent with a Content-Encoding, and
 * for hosts without ranges no file is read in parts. The headers that a host must add are beside it, as `_headers` and `_nginx.conf`.
 * The output is there as a whole or not at all.
 * @throws UsageError for an output that is there or lies in the folder; MissingError for a folder without files;
 *   CorruptDataError for shards, meshes and gzip files that are damaged; UnsupportedError for annotations in shards.
 */
export async function writeStatic(options: StaticOptions): Promise<StaticReport> {
  const { folder, output, ranges, force } = options;
  await assertOutput(folder, output, force);
  const root = resolve(folder);
  const uploads = await planUpload(root, basename(root));
  const store = createFileStore(dirname(root));
  const rewrites = ranges
    ? new Map<string, Rewrite>()
    : await planRewrites(
        store,
        uploads.map(({ key }) => key),
      );
  const kept = uploads.filter(({ key }) => !isReplaced(key, rewrites));
  const pathOf = (staged: string, key: string) => join(staged, 'data', key.slice(basename(root).length + 1));
  let rewritten = 0;
  const write = async (staged: string) => {
    let files = 0;
    const tell = () => options.onProgress?.(++files);
    if (options.site !== undefined) await cp(options.site, staged, { recursive: true });
    for (const upload of kept) {
      throwIfAborted(options.signal, folder);
      await copyPlain(upload, pathOf(staged, upload.key));
      tell();
    }
    for (const { files: made } of rewrites.values()) {
      for await (const [key, bytes] of made(options.signal)) {
        await place(pathOf(staged, key), (path) => writeFile(path, bytes));
        rewritten++;
        tell();
      }
    }
    await writeFile(join(staged, '_headers'), headersFile());
    await writeFile(join(staged, '_nginx.conf'), nginxFile());
  };
  await writeStagedFolder(output, write, { replace: force });
  return {
    files: kept.length + rewritten,
    unpacked: kept.filter(isPacked).length,
    rewritten,
    views: kept.flatMap(({ key }) =>
      /(^|\/)viewer\.json$/.test(key) ? [key.slice(basename(root).length + 1)] : [],
    ),
  };
}

const isReplaced = (key: string, rewrites: ReadonlyMap<string, Rewrite>): boolean =>
  [...rewrites].some(
    ([folder, { replaces }]) => key.startsWith(folder) && replaces(key.slice(folder.length)),
  );

const isPacked = ({ headers }: Upload): boolean => headers['content-encoding'] === 'gzip';

/** Hosts of plain files do not say that a file is gzip, and readers then take it for something else. */
async function copyPlain(upload: Upload, target: string): Promise<void> {
  await place(target, async (path) => {
    if (!isPacked(upload)) return copyFile(upload.path, path, constants.COPYFILE_FICLONE);
    try {
      await pipeline(createReadStream(upload.path), createGunzip(), createWriteStream(path));
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? '';
      if (!code.startsWith('Z_')) throw cause;
      throw new CorruptDataError({ subject: upload.path, expected: 'gzip', got: code, cause });
    }
  });
}

async function place(path: string, write: (path: string) => Promise<void>): Promise<void> {
  await makeFolder(dirname(path));
  await write(path);
}

async function assertOutput(folder: string, output: string, force: boolean): Promise<void> {
  const within = relative(resolve(folder), resolve(output));
  if (within === '' || (within !== '..' && !within.startsWith(`..${sep}`))) {
    const cure = 'Give an output folder outside';
    throw new UsageError({ subject: output, expected: `a folder outside ${folder}`, got: 'one in it', cure });
  }
  if (!existsSync(output) || force) return;
  const there = await readdir(output).catch(() => ['']);
  if (there.length === 0) return;
  const cure = 'Remove it, or --force';
  throw new UsageError({ subject: output, expected: 'no such folder yet', got: 'one that is there', cure });
}
