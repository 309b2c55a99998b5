/** The table of faults names tests that are there, and the page lists the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultTable, titleSource } from '../../scripts/lib/fault-table.ts';
import { FAULTS } from '../reliability/faults.ts';
import { readText } from './support/sources.ts';

test('thirty faults, each with tests that are there by name', () => {
  assert.equal(FAULTS.length, 30);
  for (const { tests } of FAULTS) {
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
