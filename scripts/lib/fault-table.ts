/** The table of faults in docs/reliability.md. */
import type { Fault, FaultTest } from '../../test/reliability/faults.ts';
import type { TestResult } from '../test/results.ts';

const BEGIN = '<!-- Made by `npm run reliability`: begin -->';
const END = '<!-- end -->';

/** Whether a test's name is what the table calls it. */
const isTitle = (title: string, name: string): boolean => new RegExp(`^${titleSource(title)}$`).test(name);

/** A regular expression's text for a title of the table. */
export const titleSource = (title: string): string =>
  title.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');

/** Rows of five cells: number, fault, what follows, tests, result. */
export function faultTable(faults: readonly Fault[], results: readonly TestResult[]): string {
  const rows = faults.map(({ fault, follows, tests, gap }, i) => {
    const outcomes = tests.map((test) => outcomeOf(test, results));
    const missing = gap ? `. Not tested: ${gap}` : '';
    return `| ${i + 1} | ${fault} | ${follows}${missing} | ${namesOf(tests)} | ${[...new Set(outcomes)].join('; ')} |`;
  });
  return ['| | fault | what follows | test | result |', '|---|---|---|---|---|', ...rows].join('\n');
}

const namesOf = (tests: readonly FaultTest[]): string =>
  tests.map(({ file, title }) => `\`${file}\`: ${title.replaceAll('*', '…')}`).join('<br>');

/** Every outcome there was, the worst first: a title may stand for several tests, of which one is skipped. */
function outcomeOf({ file, title }: FaultTest, results: readonly TestResult[]): string {
  const runs = results.filter((result) => result.file === file && isTitle(title, result.title));
  const told = (['failed', 'skipped', 'passed'] as const).flatMap((outcome) => {
    const places = new Set(runs.filter((run) => run.outcome === outcome).map(({ place }) => place));
    return places.size > 0 ? [`${outcome} (${[...places].join(', ')})`] : [];
  });
  return told.join('; ') || 'not run';
}

/** The page with another table between its marks. @throws Error where a mark is missing. */
export function replaceTable(page: string, table: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin)
    throw new Error(`docs/reliability.md: expected ${BEGIN} and ${END}, got none`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${table}\n\n${page.slice(end)}`;
}
