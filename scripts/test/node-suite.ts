import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE_DIR, ROOT, SHARED_DIR } from '../lib/paths.ts';
import { bundleTests, findTests } from './bundle.ts';
import { type Counts, NO_COUNTS } from './counts.ts';

/** Suites whose files start programs, browsers or networks that want both cores: one file after the other. */
const ONE_AT_A_TIME = ['program', 'slice', 'compare', 'firefox', 'fib25', 'fib25-long'];

/** A test that takes longer hangs. */
const TIMEOUT_MS: Readonly<Record<string, number>> = { 'fib25-long': 3 * 3_600_000 };
const DEFAULT_TIMEOUT_MS = 600_000;

const REPORTER = join(ROOT, 'scripts/test/counting-reporter.ts');

/**
 * Runs the Node tests of a suite with `node --test`.
 * @returns undefined where the pattern matches no file of the suite.
 */
export async function runNodeSuite(suite: string, pattern: string): Promise<Counts | undefined> {
  const files = await findTests(suite, 'node', pattern);
  if (files.length === 0) return undefined;
  const bundles = await bundleTests(files, 'node');
  const scratch = await mkdtemp(join(tmpdir(), 'floodlight-test-'));
  try {
    const report = join(scratch, 'counts.json');
    const code = await runNode(suite, bundles, report);
    const counts = await readFile(report, 'utf8').then((text) => JSON.parse(text) as Counts);
    // A crash outside any test must not look like a pass.
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    if (counts.passed + counts.failed + counts.skipped === 0) return { ...NO_COUNTS, failed: 1 };
    return counts;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function runNode(suite: string, bundles: string[], report: string): Promise<number> {
  const reporters = [join(ROOT, 'scripts/test/quiet-reporter.ts'), 'stdout', REPORTER, report];
  const args = [
    '--enable-source-maps',
    '--test',
    `--test-timeout=${TIMEOUT_MS[suite] ?? DEFAULT_TIMEOUT_MS}`,
  ];
  for (let i = 0; i < reporters.length; i += 2) {
    args.push(`--test-reporter=${reporters[i]}`, `--test-reporter-destination=${reporters[i + 1]}`);
  }
  // Node would leave one core alone, which of two is half.
  const files = ONE_AT_A_TIME.includes(suite) ? 1 : availableParallelism();
  args.push(`--test-concurrency=${files}`);
  const child = spawn(process.execPath, [...args, ...bundles], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      FLOODLIGHT_ROOT: ROOT,
      FLOODLIGHT_CACHE: CACHE_DIR,
      FLOODLIGHT_SHARED: process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR,
    },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
