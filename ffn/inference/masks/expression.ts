/**
 * Coordinate expressions of masks: NumPy's arithmetic on index arrays x, y, z, parsed here, never evaluated as code.
 * Numbers, comparisons, `& | ^ ~ << >>`, `+ - * / // % **` and parentheses, with Python's precedence: a comparison
 * binds weaker than `&`, so that each side of `(x > 3) & (y < 5)` needs its parentheses, here as there.
 */
import { arithmetic, comparison, type Operand, type Place, unary } from './expression-operators.ts';
import { invalidExpression, type Token, tokenize } from './expression-tokens.ts';

/** Is this voxel masked? Coordinates are global, in voxels. */
export type MaskExpression = (z: number, y: number, x: number) => boolean;

/** Weakest first; all of them associate to the left. */
const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];
const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='];

/** Far more than any mask needs, and far less than the stack holds. */
const MAX_DEPTH = 200;

/** @throws InvalidDataError, which names what does not belong into an expression. */
export function parseExpression(text: string): MaskExpression {
  const root = new Parser(text).parse();
  const place: Place = { z: 0, y: 0, x: 0 };
  return (z, y, x) => {
    place.z = z;
    place.y = y;
    place.x = x;
    // As an array of numbers becomes one of booleans.
    return root.read(place) !== 0;
  };
}

/** Recursive descent; a method for each kind of thing an expression is made of. */
class Parser {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  parse(): Operand {
    const root = this.parseComparison();
    if (this.at < this.tokens.length) this.fail('the end, or an operator of numbers, comparisons, & | ^ ~');
    return root;
  }

  private parseComparison(): Operand {
    this.enter();
    const left = this.parseLevel(0);
    const sign = this.take(COMPARISONS);
    const result = sign === undefined ? left : comparison(sign, left, this.parseLevel(0));
    if (sign !== undefined && this.peek(COMPARISONS)) this.fail('parentheses around each comparison');
    this.depth--;
    return result;
  }

  private parseLevel(level: number): Operand {
    if (level === LEVELS.length) return this.parseSigned();
    let left = this.parseLevel(level + 1);
    for (let sign = this.take(LEVELS[level]); sign !== undefined; sign = this.take(LEVELS[level])) {
      left = arithmetic(this.text, sign, left, this.parseLevel(level + 1));
    }
    return left;
  }

  private parseSigned(): Operand {
    this.enter();
    const sign = this.take(['-', '+', '~']);
    const operand = sign === undefined ? this.parsePower() : unary(this.text, sign, this.parseSigned());
    this.depth--;
    return operand;
  }

  /** To the right, and the exponent may have a sign: -2 ** -x is -(2 ** (-x)). */
  private parsePower(): Operand {
    const base = this.parseAtom();
    if (this.take(['**']) === undefined) return base;
    return arithmetic(this.text, '**', base, this.parseSigned());
  }

  private parseAtom(): Operand {
    const token = this.tokens[this.at];
    if (this.take(['('])) {
      const inner = this.parseComparison();
      return this.take([')']) === undefined ? this.fail('")"') : inner;
    }
    if (token?.kind === 'number') {
      this.at++;
      const { value } = token;
      return { kind: token.isInteger ? 'integer' : 'real', read: () => value };
    }
    const operand = token?.kind === 'name' ? NAMES[token.text] : undefined;
    if (!operand) return this.fail('a number, x, y, z, True, False or a parenthesis');
    this.at++;
    return operand;
  }

  private peek(signs: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    return token?.kind === 'sign' && signs.includes(token.text) ? token.text : undefined;
  }

  private take(signs: readonly string[]): string | undefined {
    const sign = this.peek(signs);
    if (sign !== undefined) this.at++;
    return sign;
  }

  private enter(): void {
    if (++this.depth > MAX_DEPTH) this.fail(`at most ${MAX_DEPTH} levels of parentheses and signs`);
  }

  private fail(expected: string): never {
    throw invalidExpression(this.text, expected, describe(this.tokens[this.at]));
  }
}

const NAMES: Readonly<Record<string, Operand>> = {
  __proto__: null as never,
  x: { kind: 'integer', read: (place) => place.x },
  y: { kind: 'integer', read: (place) => place.y },
  z: { kind: 'integer', read: (place) => place.z },
  True: { kind: 'boolean', read: () => 1 },
  False: { kind: 'boolean', read: () => 0 },
};

function describe(token: Token | undefined): string {
  if (!token) return 'the end';
  return token.kind === 'number' ? `${token.value}` : `"${token.text}"`;
}
