/** One list of cases, three servers: the handler, the worker in workerd, and the handler on Node over files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CASES } from './conformance/cases.ts';
import { OBJECTS } from './conformance/objects.ts';
import { runCases } from './conformance/run-cases.ts';
import { handlerTarget, serveTarget, type Target, workerdTarget } from './conformance/targets.ts';

const TARGETS: Readonly<Record<string, () => Target | Promise<Target>>> = {
  'the handler': () => handlerTarget(OBJECTS),
  'workerd over R2': () => workerdTarget(OBJECTS),
  'floodlight serve over files': () => serveTarget(OBJECTS),
};

for (const [name, open] of Object.entries(TARGETS)) {
  test(`conformance: ${name}`, async (context) => {
    const target = await open();
    context.after(() => target.close());
    assert.equal(await runCases(target.send), CASES.length);
    // Again: what was kept between requests, or in the data centre's cache, must not show.
    assert.equal(await runCases(target.send), CASES.length);
  });
}
