import { type FloodlightError, ForbiddenError, TransientError, UsageError } from '../errors.ts';
import { DiskFullError } from './disk-full.node.ts';

/** Whether an error of the operating system has one of these codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** @returns the typed error of what a call of the file system threw. */
export function explainFileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const parts = {
    subject: path,
    expected: 'a file that can be read and written',
    got: error.message,
    cause: error,
  };
  if (isCode(error, 'ENOSPC', 'EDQUOT')) return new DiskFullError(path, error);
  let typed: FloodlightError = new TransientError({ ...parts, cure: 'Check the disk and try again' });
  if (isCode(error, 'EACCES', 'EPERM', 'EROFS'))
    typed = new ForbiddenError({ ...parts, cure: 'Check permissions' });
  if (isCode(error, 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENAMETOOLONG')) typed = new UsageError(parts);
  return typed;
}
