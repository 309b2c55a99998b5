import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { InvalidDataError, UsageError } from '../../datasets/errors.ts';

const EXPECTED =
  'an object of the command\'s own names, such as {"input": "em/", "output": "web", "all": true}';

/**
 * A command line kept in a file: `{"input": …, "output": …, "chunk-size": [64, 64, 64], "all": true}`. Names are those of
 * the flags, without dashes; lists are written with commas; false leaves a flag out. Paths are what they are on a command
 * line: relative to the current folder.
 * @returns arguments; what is no flag is refused by who parses them.
 * @throws InvalidDataError where the file is no recipe; UsageError where it cannot be read.
 */
export async function readRecipe(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const cure = 'Give <input> and <output>, or the path of a recipe';
    const isAbsent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const got = isAbsent ? 'nothing there' : (cause as Error).message;
    throw new UsageError({ subject: file, expected: 'a recipe (JSON)', got, cure, cause });
  });
  const { input, output, ...flags } = parseObject(file, text);
  const path = (name: string, value: unknown): string => {
    if (typeof value === 'string' && value !== '') return value;
    throw wrong(`${file}, "${name}"`, 'the text of a path', value);
  };
  const given = Object.entries(flags).flatMap(([name, value]) => argumentsOf(file, name, value));
  return [path('input', input), path('output', output), ...given];
}

function parseObject(file: string, text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (json !== null && typeof json === 'object' && !Array.isArray(json))
      return json as Record<string, unknown>;
  } catch {
    throw new InvalidDataError({ subject: file, expected: EXPECTED, got: 'text that is no JSON' });
  }
  throw wrong(file, EXPECTED, JSON.parse(text));
}

function argumentsOf(file: string, name: string, value: unknown): string[] {
  const flag = `--${name.replace(/^--/, '').replaceAll('_', '-')}`;
  if (value === false) return [];
  if (value === true) return [flag];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > 0 && values.every((v) => typeof v === 'string' || typeof v === 'number'))
    return [`${flag}=${values.join(',')}`];
  throw wrong(`${file}, "${name}"`, 'text, a number, true, false, or a list of numbers', value);
}

/** Flags that stand on the command line itself: they come after those of a recipe, and so count. */
export function givenFlags(command: Command): string[] {
  return command.options.flatMap((option) => {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') return [];
    const value: unknown = command.getOptionValue(name);
    return typeof value === 'boolean' ? [option.long ?? ''] : [`${option.long}=${String(value)}`];
  });
}

const wrong = (subject: string, expected: string, value: unknown) =>
  new InvalidDataError({ subject, expected, got: JSON.stringify(value) ?? 'nothing' });
