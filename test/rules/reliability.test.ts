/** The table of faults names tests that are there, and the page lists the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultTable, titleSource } from '../../scripts/lib/fault-table.ts';
import type { TestResult } from '../../scripts/test/results.ts';
import { FAULTS } from '../reliability/faults.ts';
import { readText } from './support/sources.ts';

test('thirty faults, each with tests that are there by name', () => {
  assert.equal(FAULTS.length, 30);
  for (const { fault, tests } of FAULTS) {
    assert.ok(tests.length > 0, fault);
    for (const { file, title } of tests) {
      const name = titleSource(title);
      assert.match(readText(file), new RegExp(`\\btest\\(\\s*['"\`]${name}['"\`],`), `${file}: ${title}`);
    }
  }
});

test('docs/reliability.md lists the faults and tests of the table', () => {
  // Of five cells the last is what came out when the tests were run.
  const withoutResult = (row: string) => row.split(' | ').slice(0, 4).join(' | ');
  const page = readText('docs/reliability.md')
    .split('\n')
    .filter((row) => /^\| \d+ \|/.test(row));
  const rows = faultTable(FAULTS, []).split('\n').slice(2);
  assert.deepEqual(page.map(withoutResult), rows.map(withoutResult), 'run `npm run reliability`');
});

test('a failed or skipped test is told beside those that passed; one that did not run is not taken for passed', () => {
  const fault = { fault: 'F', follows: 'G', tests: [{ file: 'test/a.test.ts', title: 'of *' }] };
  const resultOf = (...outcomes: TestResult['outcome'][]) => {
    const results = outcomes.map((outcome, i) => ({
      ...fault.tests[0]!,
      title: `of ${i}`,
      place: 'Node',
      outcome,
    }));
    return faultTable([fault], results).split('\n').at(-1)?.split(' | ').at(-1);
  };
  assert.equal(resultOf('passed', 'failed'), 'failed (Node); passed (Node) |');
  assert.equal(resultOf('passed', 'skipped', 'passed'), 'skipped (Node); passed (Node) |');
  assert.equal(resultOf(), 'not run |');
  const elsewhere = [{ file: 'test/b.test.ts', title: 'of 1', place: 'Node', outcome: 'passed' as const }];
  assert.match(faultTable([fault], elsewhere), / not run \|$/);
});
