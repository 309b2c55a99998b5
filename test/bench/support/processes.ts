/** What servers that are processes of their own take of the CPU. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessStat {
  readonly name: string;
  readonly parent: number;
  /** User and system, of all threads; the kernel counts in hundredths. */
  readonly cpuSeconds: number;
}

/** @returns undefined for a process that has ended. */
export function statOf(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  return {
    name: text.slice(text.indexOf('(') + 1, close),
    parent: Number(fields[1]),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
  };
}

/** The processes that this one started, or another did. */
export function childrenOf(parent: number = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.parent === parent);
}

/** Of a process and its children. */
export const cpuSecondsOf = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, each) => sum + (statOf(each)?.cpuSeconds ?? 0), 0);
