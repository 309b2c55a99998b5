/** A `node --test` reporter for people: what failed, in full; what tests said of themselves; nothing of what passed. */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

export default async function* quietReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  // What files print, drivers included, matters where one of their tests failed.
  const printed = new Map<string, string>();
  const failed = new Set<string>();
  for await (const event of source) {
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
  yield '\n';
}

const indent = (text: string) => text.replace(/^/gm, '    ');
