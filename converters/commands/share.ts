import { UsageError } from '../../datasets/errors.ts';
import { type Part, parsePart } from '../tasks/index.ts';

/** `--part I/N`. @throws UsageError for other text, and with `--force`: a share would remove what others have written. */
export function parseShare(flags: { readonly part?: string; readonly force?: boolean }): Part | undefined {
  if (flags.part === undefined) return undefined;
  if (!flags.force) return parsePart('--part', flags.part);
  const cure = 'Remove what is there first, or run without --part';
  throw new UsageError({ subject: '--part', expected: 'no --force beside it', got: '--force', cure });
}
