import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReporter } from '../../../converters/console/index.ts';

function harness(isTTY: boolean, json = false) {
  const out: string[] = [];
  const err: string[] = [];
  let time = 0;
  const reporter = createReporter({
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text), isTTY, columns: 100 },
    json,
    now: () => time,
  });
  return { reporter, out, err, advance: (ms: number) => (time += ms) };
}

test('results go to stdout, messages to stderr', () => {
  const { reporter, out, err } = harness(false);
  reporter.message('working');
  reporter.result('done', { ok: true });
  assert.deepEqual(err, ['working\n']);
  assert.deepEqual(out, ['done\n']);
});

test('with --json stdout holds one JSON object', () => {
  const { reporter, out } = harness(false, true);
  reporter.result('done', { objects: 3 });
  assert.deepEqual(JSON.parse(out.join('')), { objects: 3 });
});

test('a log gets a line every five seconds and no escape codes', () => {
  const { reporter, err, advance } = harness(false);
  for (let i = 0; i <= 100; i++) {
    reporter.progress({ label: 'mesh', done: i, total: 200, unit: 'objects' });
    advance(100);
  }
  assert.equal(err.length, 2);
  assert.equal(err[0], 'mesh  [#####               ]  50/200 objects  10/s  ETA 15 s\n');
  assert.ok(!err.join('').includes('\x1b'));
});

test('a terminal line is replaced, and cleared before the next message', () => {
  const { reporter, err, advance } = harness(true);
  reporter.progress({ label: 'mesh', done: 0, unit: 'objects' });
  advance(1000);
  reporter.progress({ label: 'mesh', done: 5, unit: 'objects', note: 'object 7' });
  reporter.message('end');
  assert.equal(err[0], '\r\x1b[Kmesh  5 objects  5.0/s  object 7');
  assert.equal(err[1], '\r\x1b[K');
  assert.equal(err[2], 'end\n');
});
