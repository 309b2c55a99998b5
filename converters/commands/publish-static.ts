import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { siteFolder } from '../serving/index.ts';
import { writeStatic } from '../static-hosting/index.ts';
import type { VerbContext } from './verb.ts';

export interface StaticFlags {
  readonly ranges: boolean;
  readonly viewer: boolean;
  readonly force?: boolean;
}

/** `publish --static DIR [OUT]`: a folder for a host of plain files. */
export async function publishStatic(
  { dir, dest }: { readonly dir: string; readonly dest: string | undefined },
  { ranges, viewer, force = false }: StaticFlags,
  { reporter, signal }: VerbContext,
): Promise<void> {
  const output = dest ?? `${resolve(dir)}-static`;
  const site = viewer && existsSync(siteFolder()) ? siteFolder() : undefined;
  const report = await writeStatic({
    ...{ folder: dir, output, ranges, site, force, signal },
    onProgress: (done) => reporter.progress({ label: 'publish', done, unit: 'files' }),
  });
  const { files, unpacked, rewritten, views } = report;
  const changed = [
    ...(unpacked > 0 ? [`, ${unpacked} of them unpacked`] : []),
    ...(rewritten > 0 ? [`, ${rewritten} taken out of shards and meshes in parts`] : []),
  ];
  const needs = ranges ? 'The host has to answer Range requests (else --no-ranges)' : 'No Range requests';
  const lines = [
    `${output}: ${files} files of data${changed.join('')}`,
    `${needs}; headers: _headers for Cloudflare Pages and Netlify, _nginx.conf for nginx`,
    ...(site === undefined ? [] : views.map((view) => `/?view=data/${view} shows it`)),
    'Afterwards: floodlight check-server https://HOST/data/DATASET',
  ];
  reporter.result(lines.join('\n'), { output, ranges, viewer: site !== undefined, ...report });
}
