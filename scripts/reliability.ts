/**
 * Runs the tests of test/reliability/faults.ts by the project's own runner, and writes what became of them into docs/reliability.md.
 *   node scripts/reliability.ts                all of them
 *   node scripts/reliability.ts --only=unit    one suite; the results of the others stay as they were run last
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAULTS } from '../test/reliability/faults.ts';
import { faultTable, replaceTable } from './lib/fault-table.ts';
import { CACHE_DIR, ROOT } from './lib/paths.ts';
import type { TestResult } from './test/results.ts';

const SUITES = 'unit,browser,program';
const { values } = parseArgs({ options: { only: { type: 'string' } } });

const path = join(CACHE_DIR, 'reliability.jsonl');
mkdirSync(CACHE_DIR, { recursive: true });
if (!values.only) rmSync(path, { force: true });

const files = new Set(FAULTS.flatMap(({ tests }) => tests.map(({ file }) => file)));
const pattern = [...files].map((file) => join(ROOT, file)).join(',');
const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'scripts/test.ts'), `--only=${values.only ?? SUITES}`, `--pattern=${pattern}`],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, FLOODLIGHT_TEST_RESULTS: path } },
);

// Of a test that ran twice at one place, what it did last.
const latest = new Map<string, TestResult>();
const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
for (const line of lines) {
  const result = JSON.parse(line) as TestResult;
  latest.set(`${result.file} ${result.title} ${result.place}`, result);
}
const page = join(ROOT, 'docs/reliability.md');
writeFileSync(page, replaceTable(readFileSync(page, 'utf8'), faultTable(FAULTS, [...latest.values()])));
process.exitCode = status ?? 1;
