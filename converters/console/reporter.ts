import { formatProgress, type Progress } from './progress.ts';

/** How a verb talks: results on stdout, everything else on stderr. */
export interface Reporter {
  /** One line for people. */
  message(text: string): void;
  /** Replaces the line on a terminal; elsewhere a line every few seconds. Call as often as you like. */
  progress(progress: Progress): void;
  /** Something that happened, for programs: with `--json` one JSON object a line on stderr, else nothing. */
  event(name: string, data: Record<string, unknown>): void;
  /** The verb's result, once: `text` for people, `data` as one JSON object with `--json`. */
  result(text: string, data: Record<string, unknown>): void;
}

/** The part of a stream that a reporter needs. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ReporterOptions {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly json: boolean;
  readonly now?: () => number;
}

/** A terminal can show ten changes a second; a log file should not grow by more than a line in five. */
const TTY_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 5000;

export function createReporter({ stdout, stderr, json, now = Date.now }: ReporterOptions): Reporter {
  const interval = stderr.isTTY ? TTY_INTERVAL_MS : LOG_INTERVAL_MS;
  const starts = new Map<string, number>();
  let lastAt = 0;
  let lineOpen = false;

  const closeLine = () => {
    if (lineOpen) stderr.write('\r\x1b[K');
    lineOpen = false;
  };

  return {
    message(text) {
      closeLine();
      stderr.write(`${text}\n`);
    },
    progress(progress) {
      const at = now();
      if (!starts.has(progress.label)) {
        starts.set(progress.label, at);
        // The first log line comes an interval after the start, so that quick steps stay silent.
        if (!stderr.isTTY) lastAt = at;
      }
      const isLast = progress.total !== undefined && progress.done >= progress.total;
      if (at - lastAt < interval && !(isLast && lineOpen)) return;
      lastAt = at;
      const text = formatProgress(progress, (at - (starts.get(progress.label) ?? at)) / 1000);
      if (stderr.isTTY) {
        stderr.write(`\r\x1b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
        lineOpen = true;
      } else {
        stderr.write(`${text}\n`);
      }
    },
    event(name, data) {
      if (!json) return;
      closeLine();
      stderr.write(`${JSON.stringify({ event: name, ...data })}\n`);
    },
    result(text, data) {
      closeLine();
      stdout.write(json ? `${JSON.stringify(data)}\n` : `${text}\n`);
    },
  };
}
