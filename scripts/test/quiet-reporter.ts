/**
 * A `node --test` reporter for people: what failed, in full; what tests said of themselves; which files took long; nothing
 * else of what passed.
 */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

const SLOW_SECONDS = 10;

export default async function* quietReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  // What files print, drivers included, matters where one of their tests failed.
  const printed = new Map<string, string>();
  const failed = new Set<string>();
  const secondsOf = new Map<string, number>();
  for await (const event of source) {
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      const { file = '', nesting, details } = event.data;
      if (nesting === 0) secondsOf.set(file, (secondsOf.get(file) ?? 0) + (details.duration_ms ?? 0) / 1000);
    }
    if (event.type === 'test:fail') {
      failed.add(event.data.file ?? '');
      // A parent fails because a child did; the child has said why.
      const error = event.data.details.error as Error & { readonly failureType?: string };
      if (error.failureType !== 'subtestsFailed') {
        yield `\n  FAILED ${event.data.name} (${relative(process.cwd(), event.data.file ?? '')})\n${indent(inspect(error.cause ?? error))}\n`;
      }
    } else if (
      event.type === 'test:diagnostic' &&
      !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(event.data.message)
    ) {
      yield `\n  ${event.data.message}`;
    } else if (event.type === 'test:stderr' || event.type === 'test:stdout') {
      const { file = '', message } = event.data;
      printed.set(file, (printed.get(file) ?? '') + message);
    }
  }
  for (const file of failed) yield printed.get(file) ?? '';
  yield slowest(secondsOf);
  yield '\n';
}

/** Where the time of a suite goes: the files that took ten seconds or more, the longest first. */
function slowest(secondsOf: ReadonlyMap<string, number>): string {
  const files = [...secondsOf].filter(([, seconds]) => seconds >= SLOW_SECONDS).sort((a, b) => b[1] - a[1]);
  return files
    .slice(0, 12)
    .map(([file, seconds]) => `\n  ${seconds.toFixed(0)} s ${relative(process.cwd(), file)}`)
    .join('');
}

const indent = (text: string) => text.replace(/^/gm, '    ');
