import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './files.ts';
import { ROOT } from './paths.ts';

const SOURCE_FOLDERS = ['datasets', 'ffn', 'converters', 'viewer', 'edge', 'shaders', 'scripts'];

/** Changes whenever a source file is added, removed or touched; a few milliseconds, since no content is read. */
export async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  const folders = await Promise.all(SOURCE_FOLDERS.map((folder) => listFiles(join(ROOT, folder))));
  for (const file of [...folders.flat(), join(ROOT, 'package-lock.json')]) {
    if (file.includes('/viewer/dist/') || file.includes('/node_modules/')) continue;
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}
