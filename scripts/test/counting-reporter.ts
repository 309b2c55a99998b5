/** A `node --test` reporter that writes the number of leaf tests as JSON. */
import type { TestEvent } from 'node:test/reporters';
import { type Counts, NO_COUNTS } from './counts.ts';
import { recordResult } from './results.ts';

export default async function* countingReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts: Counts = { ...NO_COUNTS };
  for await (const event of source) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { data } = event;
    // Suites and the per-file wrappers are not tests; a file that fails to load is reported as one.
    if (data.details.type === 'suite') continue;
    const isSkipped = data.skip !== undefined || data.todo !== undefined;
    const outcome = event.type === 'test:fail' ? 'failed' : isSkipped ? 'skipped' : 'passed';
    counts[outcome]++;
    recordResult({ file: data.file ?? '', title: data.name, place: 'Node', outcome });
  }
  yield JSON.stringify(counts);
}
