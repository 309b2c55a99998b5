/** A `node --test` reporter that writes the number of leaf tests as JSON. */
import type { TestEvent } from 'node:test/reporters';
import { type Counts, NO_COUNTS } from './counts.ts';

export default async function* countingReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts: Counts = { ...NO_COUNTS };
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { data } = event;
    // Suites and the per-file wrappers are not tests; a file that fails to load is reported as one.
    if (data.details.type === 'suite') continue;
    if (event.type === 'test:fail') counts.failed++;
    else if (data.skip !== undefined || data.todo !== undefined) counts.skipped++;
    else counts.passed++;
  }
  yield JSON.stringify(counts);
}
