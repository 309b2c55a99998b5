/** A folder that the browser keeps for this page's origin. */
import { AbortedError, TransientError } from '../../../datasets/errors.ts';
import { createMemoryStore, type WritableStore } from '../../../datasets/stores/index.ts';
import type { KeptStore } from './open-volume.ts';

/** Beside what else the page keeps. */
const ROOT = 'floodlight-segmenter';

/**
 * Where a volume's objects are kept; in memory, with the reason, where the browser keeps nothing, or another page has them open.
 * @param key a name of a folder.
 */
export async function openKeptStore(key: string): Promise<KeptStore> {
  const inMemory = (notKept: string): KeptStore => ({
    store: createMemoryStore(`objects of ${key}`),
    notKept,
  });
  const { storage, locks } = navigator as Partial<Navigator>;
  if (!storage?.getDirectory)
    return inMemory('This browser keeps no files for pages, or the page is not https');
  if (locks && !(await holdLock(locks, `${ROOT}/${key}`)))
    return inMemory('Another tab has the objects of this volume open');
  try {
    const root = await (await storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });
    return {
      store: createFolderStore(key, await root.getDirectoryHandle(key, { create: true })),
      notKept: undefined,
    };
  } catch (error) {
    return inMemory(`The browser gave no place to keep them: ${(error as Error).message}`);
  }
}

/** Held until the worker ends. A page that is being reloaded lets go a moment late. */
async function holdLock(locks: LockManager, name: string): Promise<boolean> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), 1000);
  return new Promise((resolve) => {
    locks
      .request(name, { signal: waiting.signal }, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise(() => undefined);
      })
      .catch(() => resolve(false));
  });
}

/** Keys have at most one folder. */
function createFolderStore(name: string, root: FileSystemDirectoryHandle): WritableStore {
  const folderOf = async (key: string, create: boolean): Promise<[FileSystemDirectoryHandle, string]> => {
    const [folder, file] = key.split('/');
    return file === undefined ? [root, key] : [await root.getDirectoryHandle(folder!, { create }), file];
  };
  return {
    name: `objects of ${name}`,
    async get(key, { range, signal } = {}) {
      if (signal?.aborted) throw new AbortedError({ subject: key, expected: 'to be read', got: 'an abort' });
      try {
        const [folder, name] = await folderOf(key, false);
        const file = await (await folder.getFileHandle(name)).getFile();
        return new Uint8Array(await file.slice(range?.begin, range?.end).arrayBuffer());
      } catch (error) {
        if ((error as Error).name === 'NotFoundError') return undefined;
        throw error;
      }
    },
    async put(key, bytes) {
      const [folder, file] = await folderOf(key, true);
      const handle = await folder.getFileHandle(file, { create: true });
      // What was written takes the file's place when it is closed, as a whole.
      const stream = await handle.createWritable();
      try {
        await stream.write(bytes as Uint8Array<ArrayBuffer>);
        await stream.close();
      } catch (cause) {
        await stream.abort().catch(() => undefined);
        throw notWritten(key, cause);
      }
    },
  };
}

function notWritten(key: string, cause: unknown): TransientError {
  const { name, message } = cause as Error;
  const cure =
    name === 'QuotaExceededError' ? 'Free space on this disk, or export and undo objects' : undefined;
  return new TransientError({
    subject: key,
    expected: 'to be kept by the browser',
    got: message,
    cure,
    cause,
  });
}
