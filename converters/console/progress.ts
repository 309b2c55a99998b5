/** One step of a long job. */
export interface Progress {
  /** What is being done: "segment", "mesh". A new label starts a new clock. */
  readonly label: string;
  readonly done: number;
  /** Leave out where the end is not known. */
  readonly total?: number;
  /** "chunks", "steps". */
  readonly unit: string;
  /** Anything else worth seeing: "3 objects". */
  readonly note?: string;
  /** Lines below, on a terminal only, where they stand instead of the note. */
  readonly details?: readonly string[];
}

/** `mesh  [#####     ] 50/100 objects  12.5/s  ETA 4 s  note` */
export function formatProgress({ label, done, total, unit, note }: Progress, seconds: number): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const parts = [label];
  if (total !== undefined) parts.push(bar(done, total), `${done}/${total} ${unit}`);
  else parts.push(`${done} ${unit}`);
  if (rate > 0) parts.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`);
  if (total !== undefined && rate > 0 && done < total)
    parts.push(`ETA ${formatSeconds((total - done) / rate)}`);
  if (note) parts.push(note);
  return parts.join('  ');
}

const BAR_WIDTH = 20;

function bar(done: number, total: number): string {
  const filled = total > 0 ? Math.min(BAR_WIDTH, Math.floor((done / total) * BAR_WIDTH)) : BAR_WIDTH;
  return `[${'#'.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}]`;
}

/** `3 s`, `2 min 5 s`, `1 h 2 min`. */
export function formatSeconds(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
