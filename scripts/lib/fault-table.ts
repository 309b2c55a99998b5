/** The table of faults in docs/reliability.md. */
import type { Fault, FaultTest } from '../../test/reliability/faults.ts';
import type { TestResult } from '../test/results.ts';

const BEGIN = '<!-- Made by `npm run reliability`: begin -->';
const END = '<!-- end -->';

/** Whether a test's name is what the table calls it. */
export const isTitle = (title: string, name: string): boolean => titlePattern(title).test(name);

const titlePattern = (title: string): RegExp => new RegExp(`^${titleSource(title)}$`);

/** A regular expression's text for a title of the table. */
export const titleSource = (title: string): string =>
  title.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');

/** Rows of five cells: number, fault, what follows, tests, result. */
export function faultTable(faults: readonly Fault[], results: readonly TestResult[]): string {
  const rows = faults.map(({ fault, follows, tests, gap }, i) => {
    const outcomes = tests.map((test) => outcomeOf(test, results));
    const cell = tests.length > 0 ? namesOf(tests) : 'no test yet';
    const missing = gap ? `. Not tested: ${gap}` : '';
    return `| ${i + 1} | ${fault} | ${follows}${missing} | ${cell} | ${[...new Set(outcomes)].join('; ')} |`;
  });
  return ['| | fault | what follows | test | result |', '|---|---|---|---|---|', ...rows].join('\n');
}

const namesOf = (tests: readonly FaultTest[]): string =>
  tests.map(({ file, title }) => `\`${file}\`: ${title.replace('*', '…')}`).join('<br>');

function outcomeOf({ file, title }: FaultTest, results: readonly TestResult[]): string {
  const runs = results.filter((result) => result.file === file && isTitle(title, result.title));
  const found = (['failed', 'passed', 'skipped'] as const).find((o) => runs.some((r) => r.outcome === o));
  if (!found) return 'not run';
  const places = new Set(runs.filter((r) => r.outcome === found).map((r) => r.place));
  return `${found} (${[...places].join(', ')})`;
}

/** The page with another table between its marks. @throws Error where a mark is missing. */
export function replaceTable(page: string, table: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin)
    throw new Error(`docs/reliability.md: expected ${BEGIN} and ${END}, got none`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${table}\n\n${page.slice(end)}`;
}
