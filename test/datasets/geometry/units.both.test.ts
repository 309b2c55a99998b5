import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fromNanometres,
  parseLengthNm,
  parseLengthUnit,
  toNanometres,
} from '../../../datasets/geometry/index.ts';

test('lengths, there and back, exactly', () => {
  const cases = [
    [500, 'pm', 0.5],
    [32, 'angstrom', 3.2],
    [8, 'nm', 8],
    [0.004, 'um', 4],
    [0.00003, 'mm', 30],
    [1, 'cm', 1e7],
    [1, 'm', 1e9],
  ] as const;
  for (const [value, unit, nm] of cases) {
    assert.equal(toNanometres(value, unit), nm, unit);
    assert.equal(fromNanometres(nm, unit), value, unit);
  }
  // 8e-9 m is 8 nm and nothing beside it.
  assert.equal(toNanometres(8e-9, 'm'), 8);
});

test('every usual spelling', () => {
  const spellings = {
    angstrom: ['angstrom', 'Angstrom', 'Å', 'A\u030a', 'ångström', 'angstroms'],
    um: ['um', '\u00b5m', '\u03bcm', 'micron', 'Micrometer', 'micrometres'],
    nm: ['nm', 'nanometer', 'nanometres'],
    m: ['m', 'meter', 'metre'],
  } as const;
  for (const [unit, names] of Object.entries(spellings))
    for (const name of names) assert.equal(parseLengthUnit(name), unit, name);
  for (const name of ['', 's', 'px', 'kg', 'constructor', '__proto__'])
    assert.equal(parseLengthUnit(name), undefined, name);
});

test('a number and a unit; a bare number is nanometres', () => {
  const cases: [string, number][] = [
    ['8', 8],
    ['8nm', 8],
    [' 0.5 µm ', 500],
    ['.5um', 500],
    ['3.5 Å', 0.35],
    ['4e-9 m', 4],
    ['-2nm', -2],
  ];
  for (const [text, nm] of cases) assert.equal(parseLengthNm(text), nm, text);
  for (const text of ['', 'nm', '8 px', '8 nm nm', '1e999', '0x10', '8,5'])
    assert.throws(
      () => parseLengthNm(text, '--resolution'),
      { tag: 'invalid', message: /^--resolution: / },
      text,
    );
});
