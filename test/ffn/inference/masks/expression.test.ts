/** Against NumPy: `test/fixtures/masks/make.py`. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Zyx } from '../../../../datasets/geometry/index.ts';
import { parseExpression } from '../../../../ffn/inference/masks/expression.ts';
import { repoPath } from '../../../support/paths.ts';

interface Fixture {
  readonly corner_zyx: Zyx;
  readonly size_zyx: Zyx;
  readonly masks: Readonly<Record<string, string>>;
}

test("NumPy's masks of thirty expressions", async () => {
  const path = repoPath('test/fixtures/masks/expressions.json');
  const { corner_zyx, size_zyx, masks } = JSON.parse(await readFile(path, 'utf8')) as Fixture;
  assert.equal(Object.keys(masks).length, 30);
  for (const [text, expected] of Object.entries(masks)) {
    const isMasked = parseExpression(text);
    let mask = '';
    for (let i = 0; i < expected.length; i++) {
      const [x, y] = [i % size_zyx[2], Math.floor(i / size_zyx[2]) % size_zyx[1]];
      const z = Math.floor(i / (size_zyx[1] * size_zyx[2]));
      mask += isMasked(z + corner_zyx[0], y + corner_zyx[1], x + corner_zyx[2]) ? '1' : '0';
    }
    assert.equal(mask, expected, text);
  }
});

test('what is no expression of coordinates is refused, and never run', () => {
  const refused: Readonly<Record<string, RegExp>> = {
    '': /expected a number, x, y, z, .* got the end/,
    'x >': /got the end/,
    'x > 3 & y < 5': /parentheses around each comparison, got "<"/,
    'x < y < z': /parentheses around each comparison/,
    '(x > 3': /expected "\)", got the end/,
    'x > 3)': /got "\)"/,
    'w > 3': /got "w"/,
    'x and y': /got "and"/,
    'not x': /got "not"/,
    "__import__('os')": /got "'os'\)"/,
    'np.abs(x)': /got "np\.abs"/,
    'x.__class__': /got "x\.__class__"/,
    constructor: /got "constructor"/,
    __proto__: /got "__proto__"/,
    'x[0]': /got "\[0\]"/,
    'x = 3': /got "= 3"/,
    'x; y': /got "; y"/,
    '1.5 & x': /operands that "&" takes, got numbers with fractions/,
    '(x > 1) - (y > 1)': /operands that "-" takes, got booleans/,
    '-(x > 1)': /an operand that "-" takes, got a boolean/,
    '~(x / 2)': /an operand that "~" takes, got a real/,
    ['('.repeat(5000)]: /at most 200 levels/,
    ['-'.repeat(5000)]: /at most 200 levels/,
  };
  for (const [text, message] of Object.entries(refused)) {
    assert.throws(() => parseExpression(text), { name: 'InvalidDataError', message }, text.slice(0, 40));
  }
});
