import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../datasets/errors.ts';
import { makeFolder } from '../../datasets/stores/index.node.ts';

/** Who writes to a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one of the same number, where the system says it; else empty. */
  readonly started: string;
}

export interface Lock {
  release(): Promise<void>;
}

const NAME = /^lock-(\d+)$/;
const UNFINISHED = /^lock-\d+\.tmp-/;

/**
 * Makes this process the only writer of a folder. Locks are numbered files that are created whole or not at all: after a
 * holder that is dead, several may reach for the next number, and one gets it.
 * @param folder of the lock, made if needed. @param subject what messages call what is locked.
 * @throws UsageError where another process holds it, or one on another machine, of which this one cannot know.
 */
export async function takeLock(folder: string, subject: string): Promise<Lock> {
  const own: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
  for (;;) {
    await makeFolder(folder);
    const numbers = await assertUnlocked(folder, subject);
    const last = numbers.at(-1) ?? 0;
    const path = join(folder, `lock-${last + 1}`);
    if (!(await createWhole(path, JSON.stringify(own)))) continue;
    for (const number of numbers) await rm(join(folder, `lock-${number}`), { force: true });
    await removeUnfinished(folder);
    const release = async () => {
      await removeUnfinished(folder);
      await rm(path, { force: true });
    };
    return { release };
  }
}

/**
 * What processes left that were killed between writing a lock and giving it its name. Only the holder calls this: one of a
 * process that lives is not missed either, it would not get the lock.
 */
async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (UNFINISHED.test(name)) await rm(join(folder, name), { force: true });
}

/**
 * Checks that nobody holds the lock of a folder, which may be absent.
 * @returns the numbers of locks that dead holders left. @throws UsageError
 */
export async function assertUnlocked(folder: string, subject: string): Promise<number[]> {
  const numbers = await lockNumbers(folder);
  const path = join(folder, `lock-${numbers.at(-1) ?? 0}`);
  const holder = numbers.length > 0 ? await readHolder(path) : undefined;
  if (holder && (await isAlive(holder))) throw taken(subject, holder, path);
  return numbers;
}

async function lockNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => Number(NAME.exec(name)?.[1] ?? [])).sort((a, b) => a - b);
}

/** @returns false where another was faster. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.tmp-${randomUUID()}`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await link(temporary, path);
    return true;
  } catch (error) {
    // The folder itself may go while its last writer cleans up.
    if (isCode(error, 'EEXIST', 'ENOENT')) return false;
    // File systems without links: whoever reads this lock before its text is there sees no holder, for a moment.
    if (isCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK')) return writeNew(path, text);
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST', 'ENOENT')) return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { pid, host, started } = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { pid, host, started: String(started ?? '') };
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, host, started }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
  }
  const now = await startOf(pid);
  return started === '' || now === '' || started === now;
}

/** Boot and clock tick of a process's start, on Linux; '' elsewhere. */
async function startOf(pid: number): Promise<string> {
  const [boot, stat] = await Promise.all(
    ['/proc/sys/kernel/random/boot_id', `/proc/${pid}/stat`].map((path) =>
      readFile(path, 'utf8').catch(() => ''),
    ),
  );
  // The second field is the program's name in brackets and may hold spaces; field 22 is the 20th after it.
  const tick = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return tick ? `${boot?.trim()} ${tick}` : '';
}

const isCode = (error: unknown, ...codes: string[]): boolean =>
  codes.includes(String((error as { code?: unknown } | undefined)?.code));

const taken = (subject: string, { pid, host }: Holder, path: string) =>
  new UsageError({
    subject,
    expected: 'one writer at a time',
    got: `process ${pid} on ${host} that writes to it`,
    cure: host === hostname() ? 'Wait for it, or stop it' : `If that run is gone, remove ${path}`,
  });
