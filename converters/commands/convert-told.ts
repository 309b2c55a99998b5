import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import type { VerbContext } from './verb.ts';

interface Strictness {
  readonly strict: boolean | undefined;
  readonly context: VerbContext;
}

/** @throws InvalidDataError with --strict. */
export function tellWarnings(
  warnings: readonly string[],
  subject: string,
  { strict, context }: Strictness,
): void {
  if (strict && warnings[0] !== undefined) {
    throw new InvalidDataError({ subject, expected: 'no warnings with --strict', got: warnings.join('; ') });
  }
  for (const warning of warnings) context.reporter.message(`warning: ${warning}`);
}

export const unknownVoxelSize = (input: string) =>
  new UsageError({
    subject: input,
    expected: 'a voxel size',
    got: 'an input that does not say it',
    cure: 'Give it in nanometres: --resolution x,y,z',
  });
