/** NumPy's operators on the numbers of one voxel: what they do depends on booleans, integers and reals. */
import { invalidExpression } from './expression-tokens.ts';

/** Where an expression is being asked for. */
export interface Place {
  z: number;
  y: number;
  x: number;
}

/** A part of an expression: booleans are 0 and 1. */
export interface Operand {
  readonly kind: 'boolean' | 'integer' | 'real';
  readonly read: (place: Place) => number;
}

type Binary = (a: number, b: number) => number;

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

export function comparison(sign: string, a: Operand, b: Operand): Operand {
  const compare = COMPARE[sign];
  return { kind: 'boolean', read: (place) => (compare(a.read(place), b.read(place)) ? 1 : 0) };
}

/** 64-bit integers as NumPy has them; 32 bits where those are enough. */
function bitwise(narrow: Binary, wide: (a: bigint, b: bigint) => bigint): Binary {
  return (a, b) =>
    (a | 0) === a && (b | 0) === b ? narrow(a, b) : Number(BigInt.asIntN(64, wide(BigInt(a), BigInt(b))));
}

const BITS: Readonly<Record<string, Binary>> = {
  '&': bitwise(
    (a, b) => a & b,
    (a, b) => a & b,
  ),
  '|': bitwise(
    (a, b) => a | b,
    (a, b) => a | b,
  ),
  '^': bitwise(
    (a, b) => a ^ b,
    (a, b) => a ^ b,
  ),
};

/** Powers of two instead of bits: exact as far as doubles are. */
const SHIFTS: Readonly<Record<string, Binary>> = {
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
};

/** Quotient and remainder round towards minus infinity; division of integers by zero gives 0, as NumPy's does. */
const REALS: Readonly<Record<string, Binary>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - Math.floor(a / b) * b,
  '**': (a, b) => a ** b,
};
const INTEGERS: Readonly<Record<string, Binary>> = {
  ...REALS,
  '//': (a, b) => (b === 0 ? 0 : Math.floor(a / b)),
  '%': (a, b) => (b === 0 ? 0 : a - Math.floor(a / b) * b),
};

/** Sum and product of booleans are "or" and "and". */
const BOOLEANS: Readonly<Record<string, Binary>> = { '+': (a, b) => a | b, '*': (a, b) => a & b };

/** @throws InvalidDataError for operands that NumPy refuses. */
export function arithmetic(text: string, sign: string, a: Operand, b: Operand): Operand {
  const isBoolean = a.kind === 'boolean' && b.kind === 'boolean';
  const isReal = a.kind === 'real' || b.kind === 'real';
  const operator = choose(sign, isBoolean, isReal);
  if (!operator) {
    const got = isBoolean ? 'booleans' : 'numbers with fractions';
    throw invalidExpression(text, `operands that "${sign}" takes`, got);
  }
  const apply: Binary = operator;
  const read = (place: Place): number => apply(a.read(place), b.read(place));
  if (isBoolean && (sign in BITS || sign in BOOLEANS)) return { kind: 'boolean', read };
  return { kind: isReal || sign === '/' ? 'real' : 'integer', read };
}

function choose(sign: string, isBoolean: boolean, isReal: boolean): Binary | undefined {
  if (sign in BITS) return isReal ? undefined : BITS[sign];
  if (sign in SHIFTS) return isReal ? undefined : SHIFTS[sign];
  if (isBoolean && sign === '-') return undefined;
  if (isBoolean && sign in BOOLEANS) return BOOLEANS[sign];
  return (isReal ? REALS : INTEGERS)[sign];
}

/** @throws InvalidDataError for operands that NumPy refuses. */
export function unary(text: string, sign: string, a: Operand): Operand {
  if (sign === '~' ? a.kind === 'real' : a.kind === 'boolean') {
    throw invalidExpression(text, `an operand that "${sign}" takes`, `a ${a.kind}`);
  }
  if (sign === '-') return { kind: a.kind, read: (place) => -a.read(place) };
  if (sign === '+') return a;
  if (a.kind === 'boolean') return { kind: 'boolean', read: (place) => 1 - a.read(place) };
  return { kind: 'integer', read: (place) => -1 - a.read(place) };
}
