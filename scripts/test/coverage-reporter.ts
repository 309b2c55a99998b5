/** A `node --test` reporter of branch coverage: every file, the lines that no test reaches, the sum. */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

export default async function* coverageReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type !== 'test:coverage') continue;
    const { files, totals, workingDirectory } = event.data.summary;
    yield '| file | branches | reached | lines not reached |\n|---|---|---|---|\n';
    for (const { path, totalBranchCount, coveredBranchPercent, lines } of files) {
      const missed = lines.filter(({ count }) => count === 0).map(({ line }) => line);
      const percent = coveredBranchPercent.toFixed(1);
      yield `| ${relative(workingDirectory, path)} | ${totalBranchCount} | ${percent} % | ${missed.join(' ')} |\n`;
    }
    yield `\ndecoder branch coverage: ${totals.coveredBranchPercent.toFixed(2)} % of ${totals.totalBranchCount}\n`;
  }
}
