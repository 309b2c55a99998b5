import type { FilesPart } from '../../datasets/catalog/index.ts';
import { TransientError } from '../../datasets/errors.ts';
import { statusError, throwIfAborted } from '../../datasets/stores/index.ts';
import { httpUrl } from './fetch-files.ts';
import { forEachAtOnce } from './work.ts';

/**
 * Asks the hosts how large the files of a part are, without fetching them.
 * @returns bytes in all; undefined where a host does not say.
 * @throws TransientError, ForbiddenError, InvalidDataError where a host does not answer, or refuses.
 */
export async function sizeOfFiles(part: FilesPart, signal?: AbortSignal): Promise<number | undefined> {
  let sum: number | undefined = 0;
  await forEachAtOnce(part.files, async (file) => {
    const url = httpUrl(file.url);
    const headers = { 'accept-encoding': 'identity' };
    const response = await fetch(url, { method: 'HEAD', headers, signal }).catch((cause: unknown) => {
      throwIfAborted(signal, url);
      throw new TransientError({ subject: url, expected: 'an answer from the host', got: 'none', cause });
    });
    if (!response.ok) throw statusError(response, url);
    const length = response.headers.get('content-length');
    if (length === null) sum = undefined;
    else if (sum !== undefined) sum += Number(length);
  });
  return sum;
}
