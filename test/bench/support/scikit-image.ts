import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/paths.ts';

/**
 * Runs a script of this folder by Debian's python3 on the array `segmentation` of a file.
 * @param runs whose CPU seconds it prints. @returns what it prints; undefined, and said, where python3-skimage is not there.
 */
export function runScikitImage<T>(script: string, path: string, runs: number): T | undefined {
  const args = [join(ROOT, 'test/bench/support', script), path, 'segmentation', `${runs}`];
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout) as T;
  if (!/No module named/.test(stderr ?? '')) throw new Error(`${script}: expected figures, got ${stderr}`);
  console.error(`${script}: python3-skimage is not there: no figures of scikit-image`);
  return undefined;
}
