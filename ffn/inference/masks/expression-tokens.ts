import { InvalidDataError } from '../../../datasets/errors.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly isInteger: boolean }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

/** A number, a name, or an operator, longest first. */
const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_][\w.]*)|(\*\*|\/\/|<<|>>|<=|>=|==|!=|[-+*/%<>&|^~()]))/y;

/** @throws InvalidDataError where the text holds anything but numbers, names and operators. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const begin = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match)
      throw invalidExpression(text, 'numbers, x, y, z and operators', `"${text.slice(begin).trim()}"`);
    const [, number, name, sign] = match;
    if (number !== undefined) {
      tokens.push({ kind: 'number', value: Number(number), isInteger: /^\d+$/.test(number) });
    } else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

export const invalidExpression = (text: string, expected: string, got: string): InvalidDataError =>
  new InvalidDataError({ subject: `mask expression "${text}"`, expected, got });
