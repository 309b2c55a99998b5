import { TransientError } from '../datasets/errors.ts';
import type { ObjectHead, ObjectStore, OpenedObject } from './object-store.ts';
import { extentOf, resolveSpec } from './range.ts';

/** A worker's static assets: files of at most 25 MiB, of which an answer has the tag but not always the length. */
export interface AssetsBinding {
  fetch(request: Request): Promise<Response>;
}

/** The viewer's site as an object store, so that its answers have the same headers and ranges as everything else. */
export function assetsObjectStore(assets: AssetsBinding): ObjectStore {
  const load = async (
    key: string,
  ): Promise<{ head: ObjectHead; bytes: Uint8Array<ArrayBuffer> } | undefined> => {
    const path = key.split('/').map(encodeURIComponent).join('/');
    const response = await assets.fetch(new Request(`https://assets.invalid/${path}`));
    if (response.status !== 200) {
      await response.body?.cancel();
      if (response.status < 500) return undefined;
      throw new TransientError({ subject: key, expected: 'an asset', got: `status ${response.status}` });
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    const etag = (response.headers.get('etag') ?? `"${bytes.length}"`).replace(/^W\//, '');
    return { bytes, head: { sizeBytes: bytes.length, etag } };
  };
  return {
    head: async (key) => (await load(key))?.head,
    async open(key, { range: spec } = {}): Promise<OpenedObject | undefined> {
      const found = await load(key);
      if (found === undefined) return undefined;
      const { head, bytes } = found;
      const range = resolveSpec(spec, head.sizeBytes);
      const { begin, end } = extentOf(range, head.sizeBytes);
      return { head, range, body: async () => bytes.subarray(begin, end), discard: async () => undefined };
    },
  };
}
