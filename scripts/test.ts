/**
 * The project's one test command.
 *   node scripts/test.ts                      everything
 *   node scripts/test.ts --check              format, lint, types, rules and unit tests without browsers
 *   node scripts/test.ts --only=slice,fib25   some suites
 *   node scripts/test.ts --pattern=codecs     files whose path contains it, or one of several (a,b), in Node and in Chromium
 *   node scripts/test.ts --all-kills          programs are killed as often as was promised, not a quarter of that
 * The last line is `N passed, N failed, N skipped`.
 */
import { parseArgs } from 'node:util';
import { addCounts, type Counts, NO_COUNTS } from './test/counts.ts';
import { SUITES } from './test/suites.ts';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    only: { type: 'string' },
    pattern: { type: 'string', default: '' },
    'all-kills': { type: 'boolean', default: false },
  },
});

// Tests read it: see test/support/kill-count.ts.
if (values['all-kills']) process.env['FLOODLIGHT_KILLS'] = 'all';

const names = SUITES.map((s) => s.name);
const only = values.only?.split(',') ?? [];
const unknown = only.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`--only: expected some of ${names.join(',')}, got ${unknown.join(',')}`);
  process.exit(2);
}

let total: Counts = { ...NO_COUNTS };
let matched = false;
for (const suite of SUITES) {
  if (only.length > 0 ? !only.includes(suite.name) : suite.onRequest || (values.check && !suite.inCheck))
    continue;
  if (values.pattern && !suite.hasFiles) continue;
  const began = performance.now();
  const counts = await suite.run(values.pattern).catch(asFailure);
  if (counts === undefined) continue;
  matched = true;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${suite.name}: ${format(counts)} (${seconds} s)`);
  total = addCounts(total, counts);
}
if (!matched) {
  console.error(`tests: expected files matching ${JSON.stringify(values.pattern)}, got none`);
  total.failed++;
}
console.log(format(total));
process.exitCode = total.failed > 0 ? 1 : 0;

/** A suite that cannot even be built fails, is counted, and keeps none of the others from running. */
function asFailure(error: unknown): Counts {
  console.error(error);
  return { ...NO_COUNTS, failed: 1 };
}

function format({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
