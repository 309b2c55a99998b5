import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePropertyTable } from '../../../converters/inputs/index.ts';

const parse = (text: string) => parsePropertyTable(text, 't.csv');

test('quotes, commas and line breaks in cells, CRLF, a byte order mark, blanks', () => {
  const table = parse(
    '\uFEFFid, name:label ,note:description\r\n7,"a, ""b""","two\nlines"\r\n\r\n 8 ,, x \r\n',
  );
  assert.deepEqual(table.ids, [7n, 8n]);
  assert.deepEqual(table.columns, [
    { name: 'name', type: 'label', cells: ['a, "b"', ''] },
    { name: 'note', type: 'description', cells: ['two\nlines', 'x'] },
  ]);
});

test('tabs and semicolons; ids up to 2^64 - 1; a header without a type is a text, one with more colons keeps them', () => {
  for (const mark of ['\t', ';']) {
    const rows = [
      ['"id"', 'a:b:number', 'lab'],
      ['18446744073709551615', '1.5', 'x,y'],
    ];
    const table = parse(rows.map((row) => row.join(mark)).join('\n'));
    assert.deepEqual(table.ids, [2n ** 64n - 1n]);
    assert.deepEqual(table.columns, [
      { name: 'a:b', type: 'number', cells: ['1.5'] },
      { name: 'lab', type: 'string', cells: ['x,y'] },
    ]);
  }
});

test('rubbish is refused by line, with what to do', () => {
  const cases: [string, RegExp][] = [
    ['', /t\.csv: expected a header and rows, got an empty file/],
    ['3,a\n7,b\n', /t\.csv: expected a header in the first line, got a row: "3,a"\. Begin the file with/],
    ['id\n1.2E+18\n', /line 2: expected an id from 1 to 2\^64 - 1.*"1\.2E\+18"\. A spreadsheet rounded it/],
    ['id\n0\n', /line 2: expected an id from 1/],
    ['id\n-1\n', /line 2/],
    ['id\n18446744073709551616\n', /line 2/],
    ['id\n5\n6\n05\n', /line 4: expected each id once, got 5, which line 2 has/],
    ['id,n:size\n5,1\n', /column 2: expected name:type, of type label.*got "n:size"/],
    ['id,:label\n5,1\n', /column 2/],
    ['id,n\n5\n', /expected rows as long as the header/],
    ['id,n\n5,"a\n', /quotes closed/],
    ['PK\u0003\u0004\u0000\u0000', /expected a text, got binary data\. Save the spreadsheet as CSV/],
  ];
  for (const [text, message] of cases) assert.throws(() => parse(text), message, JSON.stringify(text));
});
