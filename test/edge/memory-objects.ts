import { ChangedError, extentOf, type ObjectHead, type ObjectStore, resolveSpec } from '../../edge/index.ts';

export const MODIFIED_MS = Date.UTC(2026, 10, 3, 12, 0, 0, 250);

/** An object store of a few objects, which counts what is asked of it. */
export function memoryObjects(
  objects: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  extra: Partial<ObjectHead> = {},
): ObjectStore & { reads: string[] } {
  const reads: string[] = [];
  const head = (key: string): ObjectHead | undefined => {
    const bytes = objects[key];
    if (bytes === undefined) return undefined;
    const etag = `"${key.length}-${bytes.length}"`;
    return { sizeBytes: bytes.length, etag, modifiedMs: MODIFIED_MS, ...extra };
  };
  return {
    reads,
    head: async (key) => head(key),
    async open(key, { range: spec, etag } = {}) {
      const found = head(key);
      if (found === undefined) return undefined;
      if (etag !== undefined && etag !== found.etag) throw new ChangedError(key, etag);
      const range = resolveSpec(spec, found.sizeBytes);
      return {
        head: found,
        range,
        discard: async () => undefined,
        async body() {
          const { begin, end } = extentOf(range, found.sizeBytes);
          reads.push(`${key} ${begin}-${end}`);
          const bytes = objects[key]?.slice(begin, end);
          if (bytes === undefined || bytes.length % 2 === 0) return bytes;
          return new Blob([bytes]).stream();
        },
      };
    },
  };
}

export const bytesOf = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + 3) & 255);

export const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Request =>
  new Request(`http://edge.test${path}`, { method, headers });
