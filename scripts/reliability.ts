/**
 * Runs the tests of test/reliability/faults.ts by the project's own runner, and writes what became of them into docs/reliability.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../test/reliability/faults.ts';
import { faultTable, replaceTable } from './lib/fault-table.ts';
import { CACHE_DIR, ROOT } from './lib/paths.ts';
import type { TestResult } from './test/results.ts';

const SUITES = 'unit,browser,program';
const path = join(CACHE_DIR, 'reliability.jsonl');
mkdirSync(CACHE_DIR, { recursive: true });
// What an earlier run left would pass for this one's.
writeFileSync(path, '');

const files = new Set(FAULTS.flatMap(({ tests }) => tests.map(({ file }) => file)));
const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'scripts/test.ts'), `--only=${SUITES}`, `--pattern=${[...files].join(',')}`],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, FLOODLIGHT_TEST_RESULTS: path } },
);

const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
const results = lines.map((line) => JSON.parse(line) as TestResult);
const ran = `Run on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus()[0]?.model}.`;
const page = join(ROOT, 'docs/reliability.md');
writeFileSync(page, replaceTable(readFileSync(page, 'utf8'), `${ran}\n\n${faultTable(FAULTS, results)}`));
process.exitCode = status ?? 1;
