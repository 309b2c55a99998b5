/** Models in, results out. */
import { MissingError, TransientError } from '../../../datasets/errors.ts';

export interface ReadFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** @throws MissingError, TransientError for an address that gives no file. */
export async function fetchModel(source: string | File): Promise<ReadFile> {
  if (typeof source !== 'string')
    return { name: source.name, bytes: new Uint8Array(await source.arrayBuffer()) };
  const url = new URL(source, document.baseURI);
  const name = decodeURIComponent(url.pathname.split('/').at(-1) || url.host);
  const cure = 'Check the address; its host must allow other pages to read it (CORS)';
  const response = await fetch(url).catch((cause: unknown) => {
    throw new TransientError({ subject: url.href, expected: 'a model', got: 'no answer', cure, cause });
  });
  if (response.ok) return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
  throw new MissingError({ subject: url.href, expected: 'a model', got: `HTTP ${response.status}`, cure });
}

/** Hands a file to the reader. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has it when it asks where to.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
