import { UsageError } from '../../datasets/errors.ts';

/** Values of a template's names: whole numbers, and flags as 0 or 1. */
export type TemplateValues = Readonly<Record<string, number>>;

/**
 * Writes a WGSL text out of a template: loops that must be unrolled (arrays in registers cannot be indexed by a
 * variable) and parts that only some variants have. Lines of a template:
 *   `//! for i in N+2` … `//! end`              the lines between, for i = 0 … N + 1
 *   `//! if FLAG` … `//! else` … `//! end`      the lines between, where FLAG is not 0
 * and in any other line `@{N*4+i}`: sums and differences of products of names and numbers.
 * @throws UsageError for a name without a value or a block without an end.
 */
export function expandTemplate(text: string, values: TemplateValues): string {
  const lines = text.split('\n');
  const out: string[] = [];
  const end = expandLines(lines, 0, { values, out });
  if (end !== lines.length) throw misuse('every "//! end" to close a block', `line ${end + 1}`);
  return out.join('\n');
}

interface Expansion {
  readonly values: TemplateValues;
  readonly out: string[];
}

/** Expands until the `else` or `end` of the block that begins before `from`. @returns the line of that. */
function expandLines(lines: readonly string[], from: number, to: Expansion): number {
  let i = from;
  while (i < lines.length) {
    const [, word, rest = ''] = /^\s*\/\/! (\w+)\s*(.*)$/.exec(lines[i]) ?? [];
    if (word === 'end' || word === 'else') return i;
    if (word === 'for') i = expandLoop(lines, i, { rest, ...to });
    else if (word === 'if') i = expandCondition(lines, i, { rest, ...to });
    else to.out.push(lines[i].replace(/@\{([^}]+)\}/g, (_, sum: string) => String(evaluate(sum, to.values))));
    i++;
  }
  return i;
}

function expandLoop(lines: readonly string[], at: number, block: Expansion & { rest: string }): number {
  const [name, count] = block.rest.split(' in ');
  const rounds = evaluate(count, block.values);
  let end = at;
  // No rounds: the lines are read once, to find their end.
  for (let i = 0; i < Math.max(rounds, 1); i++) {
    const out = rounds === 0 ? [] : block.out;
    end = expandLines(lines, at + 1, { values: { ...block.values, [name]: i }, out });
  }
  return closed(lines, end);
}

function expandCondition(lines: readonly string[], at: number, block: Expansion & { rest: string }): number {
  const holds = evaluate(block.rest, block.values) !== 0;
  const { values } = block;
  const middle = closed(lines, expandLines(lines, at + 1, { values, out: holds ? block.out : [] }));
  if (!lines[middle].includes('//! else')) return middle;
  return closed(lines, expandLines(lines, middle + 1, { values, out: holds ? [] : block.out }));
}

function closed(lines: readonly string[], end: number): number {
  if (end < lines.length) return end;
  throw misuse('a "//! end" for every block', 'none');
}

/** `2*A+b-1`. */
function evaluate(sum: string, values: TemplateValues): number {
  const terms = sum.replaceAll(' ', '').replaceAll('-', '+-').split('+');
  return terms.reduce((total, term) => total + evaluateProduct(term, values), 0);
}

function evaluateProduct(term: string, values: TemplateValues): number {
  const sign = term.startsWith('-') ? -1 : 1;
  return term
    .replace('-', '')
    .split('*')
    .reduce((product, factor) => {
      const value = /^\d+$/.test(factor) ? Number(factor) : values[factor];
      if (value === undefined) throw misuse('a value for every name', `none for ${JSON.stringify(factor)}`);
      return product * value;
    }, sign);
}

function misuse(expected: string, got: string): UsageError {
  return new UsageError({ subject: 'shader template', expected, got });
}
