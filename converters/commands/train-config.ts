import type { Command } from 'commander';
import { parse, YAMLParseError } from 'yaml';
import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import { textOrFile } from '../inputs/index.ts';
import type { TrainFlags } from './train-flags.ts';

/** Flags that must come from somewhere. */
const REQUIRED = ['trainCoords', 'dataVolumes', 'labelVolumes'] as const;

/**
 * Flags by their names in an object of YAML or JSON, with dashes or underscores; what the command line says counts more. Lists may be arrays, and
 * what is JSON itself an object.
 * @throws InvalidDataError for what is no object, no flag, or of another kind; UsageError where a flag that must be there is nowhere.
 */
export async function withConfig(verb: Command, flags: TrainFlags): Promise<TrainFlags> {
  const { config } = flags;
  const found = config === undefined ? {} : parseConfig(await textOrFile(config, '--config'), config);
  const merged: Record<string, unknown> = { ...flags };
  for (const [name, value] of Object.entries(found)) {
    const option = verb.options.find((one) => one.attributeName() === camel(name));
    const key = option?.attributeName();
    if (!option || !key || key === 'config')
      throw invalid(`${config}: "${name}"`, 'the name of a flag', 'none');
    if (verb.getOptionValueSource(key) === 'cli') continue;
    merged[key] = option.isBoolean()
      ? booleanOf(`${config}: "${name}"`, value)
      : textOf(`${config}: "${name}"`, value);
  }
  for (const key of REQUIRED) {
    if (merged[key] !== undefined) continue;
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError({ subject: flag, expected: 'a value, here or in --config', got: 'none' });
  }
  return merged as unknown as TrainFlags;
}

/** JSON is YAML, but for what nobody writes. */
function parseConfig(text: string, subject: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text, { logLevel: 'error' });
  } catch (cause) {
    if (!(cause instanceof YAMLParseError || cause instanceof ReferenceError)) throw cause;
    const [got = ''] = cause.message.split('\n');
    throw new InvalidDataError({ subject, expected: 'YAML or JSON', got, cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw invalid(subject, 'an object of flags', 'another value');
}

const camel = (name: string): string =>
  name.replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());

function booleanOf(subject: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(subject, 'true or false', JSON.stringify(value));
}

function textOf(subject: string, value: unknown): string {
  if (value === null) throw invalid(subject, 'a value', 'none');
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const invalid = (subject: string, expected: string, got: string) =>
  new InvalidDataError({ subject, expected, got });
