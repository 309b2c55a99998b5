/** Keyword arguments of seed policies: what JSON holds is checked where it is used. */
import { InvalidDataError } from '../../../datasets/errors.ts';
import type { SeedPolicyArgs } from './policy.ts';

/** @returns the default where the argument is absent. */
export function numberArg(args: SeedPolicyArgs, name: string, otherwise: number): number {
  const value = args[name] ?? otherwise;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalidArg(name, 'a number', value);
}

/** A threshold that JSON's `null` turns off, as Python's `None` does. */
export function thresholdArg(args: SeedPolicyArgs, name: string, otherwise: number): number | undefined {
  return args[name] === null ? undefined : numberArg(args, name, otherwise);
}

/** @throws InvalidDataError for anything but an integer of at least `min`. */
export function integerArg(args: SeedPolicyArgs, name: string, otherwise: number, min = 0): number {
  const value = numberArg(args, name, otherwise);
  if (Number.isInteger(value) && value >= min) return value;
  throw invalidArg(name, `an integer of at least ${min}`, value);
}

export function flagArg(args: SeedPolicyArgs, name: string): boolean {
  const value = args[name] ?? false;
  if (typeof value === 'boolean' || value === 0 || value === 1) return Boolean(value);
  throw invalidArg(name, 'true or false', value);
}

export function textArg(args: SeedPolicyArgs, name: string, otherwise?: string): string {
  const value = args[name] ?? otherwise;
  if (typeof value === 'string') return value;
  throw invalidArg(name, 'a text', value);
}

/** A list of integers of at least 0. */
export function integersArg(
  args: SeedPolicyArgs,
  name: string,
  otherwise: readonly number[],
): readonly number[] {
  const value = args[name] ?? otherwise;
  const isIndex = (v: unknown): v is number => Number.isInteger(v) && (v as number) >= 0;
  if (Array.isArray(value) && value.every(isIndex)) return value;
  throw invalidArg(name, 'a list of integers >= 0', value);
}

/** A policy's own arguments, as an object. */
export function objectOf(value: unknown, name: string): SeedPolicyArgs {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw invalidArg(name, 'a JSON object', value);
}

export function invalidArg(name: string, expected: string, got: unknown): InvalidDataError {
  return new InvalidDataError({
    subject: `seed_policy_args.${name}`,
    expected,
    got: `${JSON.stringify(got)}`,
  });
}
