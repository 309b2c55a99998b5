import { formatProgress, type Progress } from './progress.ts';

/** How a verb talks: results on stdout, everything else on stderr. */
export interface Reporter {
  /** One line for people. */
  message(text: string): void;
  /** Replaces the line, and those below it, on a terminal; elsewhere a line every few seconds. Call as often as you like. */
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
  /** Lines of a terminal that the next text takes the place of. */
  let open = 0;

  const clearing = () => (open > 1 ? `\x1b[${open - 1}A\r\x1b[J` : '\r\x1b[K');
  const closeLine = () => {
    if (open > 0) stderr.write(clearing());
    open = 0;
  };
  const show = (lines: readonly string[]) => {
    const width = (stderr.columns ?? 80) - 1;
    stderr.write(`${clearing()}${lines.map((line) => line.slice(0, width)).join('\n')}`);
    open = lines.length;
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
      if (at - lastAt < interval && !(isLast && open > 0)) return;
      lastAt = at;
      const seconds = (at - (starts.get(progress.label) ?? at)) / 1000;
      if (!stderr.isTTY) stderr.write(`${formatProgress(progress, seconds)}\n`);
      else if (progress.details)
        show([formatProgress({ ...progress, note: undefined }, seconds), ...progress.details]);
      else show([formatProgress(progress, seconds)]);
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
