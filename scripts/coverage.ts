/**
 * `node scripts/coverage.ts`: branch coverage of everything that decodes untrusted bytes, by its tests and 20,000
 * mutations; prints it by file and fails below the threshold.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { listFiles } from './lib/files.ts';
import { ROOT } from './lib/paths.ts';

const LEAST_BRANCH_PERCENT = 95;

/** Rooms whose tests run, and whose sources count. */
const ROOMS = ['codecs', 'json', 'mrc', 'nifti', 'npy', 'precomputed', 'raw-file', 'tiff'];
const OTHER_SOURCES = ['ffn/model/{bundle-entry,sstable,tensor-bundle}.ts'];
const OTHER_TESTS = ['test/ffn/model/tensor-bundle', 'test/fuzz/'];

/** Writers and what plans them: they trust what they get. */
const WRITERS = [
  'datasets/codecs/compressed-segmentation/{block-encoder,distinct-labels,encode,pack,scan-rows,table-index,words}.ts',
  'datasets/mrc/encode.ts',
  'datasets/precomputed/{describe,encode-box,writer}.ts',
  'datasets/precomputed/sharding/{choose,encode-shard,lay-out-shard,shard-grid}.ts',
];

const isWanted = (file: string) =>
  /(?<!\.browser)\.test\.ts$/.test(file) &&
  [...ROOMS.map((room) => `test/datasets/${room}/`), ...OTHER_TESTS].some((part) => file.includes(part));

const tests = (await listFiles(join(ROOT, 'test'))).filter(isWanted);
const sources = [...ROOMS.map((room) => `datasets/${room}/**`), ...OTHER_SOURCES];
const args = [
  ...['--test', '--experimental-test-coverage', `--test-coverage-branches=${LEAST_BRANCH_PERCENT}`],
  ...sources.map((glob) => `--test-coverage-include=${glob}`),
  ...WRITERS.map((glob) => `--test-coverage-exclude=${glob}`),
  ...['--test-reporter=./scripts/test/quiet-reporter.ts', '--test-reporter-destination=stdout'],
  ...['--test-reporter=./scripts/test/coverage-reporter.ts', '--test-reporter-destination=stdout'],
];
const child = spawn(process.execPath, [...args, ...tests], { cwd: ROOT, stdio: 'inherit' });
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
