import { type Chart, drawChart, escapeHtml } from './report-curves.ts';
import type { WalkPicture } from './report-pictures.ts';
import type { LogLine } from './train-log.ts';

export interface ReportParts {
  readonly title: string;
  readonly lines: readonly LogLine[];
  readonly pictures: readonly WalkPicture[];
}

const STYLE = `body{font:14px/1.4 system-ui,sans-serif;margin:2em auto;max-width:1120px;padding:0 1em;color-scheme:light dark}
main{display:flex;flex-wrap:wrap;gap:1em}figure{margin:0;width:520px;max-width:100%}svg text{font-size:11px;fill:currentColor}
figcaption span{margin-left:.8em}img{image-rendering:pixelated;width:100%;height:auto}table{border-collapse:collapse}td,th{text-align:left;padding:.1em 1em .1em 0}`;

/** Pixels of a page for one of a picture. */
const ZOOM = 3;

/** @returns a page of its own: curves of the log, numbers of its last line, pictures of the last walks. */
export function renderReport({ title, lines, pictures }: ReportParts): string {
  const charts = chartsOf(lines).map(drawChart);
  const images = pictures.map(
    ({ title: name, url, width, height }) =>
      `<figure style="width:${ZOOM * width}px"><img src="${url}" width="${width}" height="${height}" alt="${escapeHtml(`image, label and prediction of ${name}`)}"><figcaption>${escapeHtml(name)}</figcaption></figure>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
${tableOf(lines.at(-1))}
<main>
${charts.join('\n')}
</main>
<h2>Last walks: image, label, prediction; across z above, across y below</h2>
<main>
${images.join('\n')}
</main>
</body></html>
`;
}

/** Green is good, red is bad. */
const [BLUE, ORANGE, GREEN, RED, GREY] = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#7f7f7f'] as const;

type Of = (line: LogLine) => number;

/** Where no walk came to its end there is no mask to judge. */
const ofMasks =
  (of: Of): Of =>
  (line) =>
    line.patches > 0 ? of(line) : Number.NaN;

const shareOf =
  (kind: 'correct' | 'missed' | 'spurious'): Of =>
  ({ moves }) =>
    moves[kind] / Math.max(1, moves.correct + moves.missed + moves.spurious);

type CurveOf = readonly [name: string, color: string, of: Of];

const CHARTS: readonly {
  readonly title: string;
  readonly most?: number;
  readonly curves: readonly CurveOf[];
}[] = [
  {
    title: 'Loss',
    curves: [
      ['fields of view', BLUE, ({ loss }) => loss],
      ['finished masks', ORANGE, ofMasks(({ patchLoss }) => patchLoss)],
    ],
  },
  {
    title: 'Voxels of finished masks',
    most: 1,
    curves: [
      ['F1', GREEN, ofMasks(({ f1 }) => f1)],
      ['precision', BLUE, ofMasks(({ precision }) => precision)],
      ['recall', ORANGE, ofMasks(({ recall }) => recall)],
    ],
  },
  {
    title: 'Moves',
    most: 1,
    curves: [
      ['correct', GREEN, shareOf('correct')],
      ['missed', ORANGE, shareOf('missed')],
      ['spurious', RED, shareOf('spurious')],
    ],
  },
  { title: 'Fields of view a second', curves: [['FOVs/s', GREY, ({ fovsPerSecond }) => fovsPerSecond]] },
];

function chartsOf(lines: readonly LogLine[]): Chart[] {
  const steps = lines.map(({ step }) => step);
  return CHARTS.map(({ curves, ...chart }) => ({
    ...chart,
    steps,
    curves: curves.map(([name, color, of]) => ({ name, color, values: lines.map(of) })),
  }));
}

function tableOf(line: LogLine | undefined): string {
  if (!line) return '<p>No step yet.</p>';
  const { step, loss, learningRate, accuracy, precision, recall, f1, patches } = line;
  const rows = Object.entries({
    step,
    loss,
    'learning rate': learningRate,
    accuracy,
    precision,
    recall,
    F1: f1,
    patches,
  });
  const cells = rows.map(
    ([name, value]) => `<tr><th>${name}</th><td>${Number(value.toPrecision(5))}</td></tr>`,
  );
  return `<table>${cells.join('')}</table>`;
}
