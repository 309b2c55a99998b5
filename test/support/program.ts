/** Runs the program as a person would: as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { repoPath } from './paths.ts';

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [repoPath('scripts/floodlight.mjs'), ...args], {
    cwd: repoPath(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a verb to its end. */
export function runFloodlight(...args: string[]): Promise<Run> {
  const child = start(args);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr?.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr })));
}

export interface Served {
  readonly url: string;
  /** Sends SIGINT, as Ctrl-C does, and gives the exit status. */
  stop(): Promise<number>;
}

/** Starts `floodlight serve` on a free port and waits for its link. */
export async function serveFolder(folder: string): Promise<Served> {
  const child = start(['serve', folder, '--port', '0', '--json']);
  let stdout = '';
  let stderr = '';
  child.stderr?.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.on('close', (code) =>
      reject(new Error(`serve: expected a link, got exit status ${code}: ${stderr}`)),
    );
    child.stdout?.on('data', (text: Buffer) => {
      stdout += text.toString();
      if (stdout.includes('\n')) resolve((JSON.parse(stdout) as { url: string }).url);
    });
  });
  const closed = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  return {
    url,
    stop() {
      child.kill('SIGINT');
      return closed;
    },
  };
}
