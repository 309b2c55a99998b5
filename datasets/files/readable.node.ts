import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { ForbiddenError } from '../errors.ts';

/**
 * Tells "may not be read" from "damaged" where a library opens the file and does not say which.
 * @throws ForbiddenError; nothing for a file that is not there.
 */
export async function assertReadable(path: string, subject = path): Promise<void> {
  await access(path, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EACCES' && cause.code !== 'EPERM') return;
    const got = cause.message;
    throw new ForbiddenError({ subject, expected: 'a readable file', got, cure: 'Check permissions', cause });
  });
}
