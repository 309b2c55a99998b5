/** Curves over steps as SVG: no script, no style from elsewhere. */

export interface Curve {
  readonly name: string;
  readonly color: string;
  /** One for each step; NaN where there is none. */
  readonly values: readonly number[];
}

export interface Chart {
  readonly title: string;
  readonly steps: readonly number[];
  readonly curves: readonly Curve[];
  /** Of the vertical axis; default 0 to the largest value. */
  readonly most?: number;
}

const [WIDTH, HEIGHT] = [520, 200];
const [LEFT, BOTTOM, TOP] = [48, 24, 10];

/** Points that a curve is drawn with, at most: each stands for as many values, whose mean it is. */
const MOST_POINTS = 400;

export function drawChart({ title, steps, curves, most }: Chart): string {
  const top = most ?? (Math.max(0, ...curves.flatMap(({ values }) => values.filter(Number.isFinite))) || 1);
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 1];
  const x = (step: number) => LEFT + ((step - first) / Math.max(1, last - first)) * (WIDTH - LEFT - 10);
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  const lines = curves.map(({ color, values }) => {
    const points = meanPoints(steps, values).map(
      ([step, value]) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`,
    );
    return `<polyline fill="none" stroke="${color}" stroke-width="1.5" points="${points.join(' ')}"/>`;
  });
  const legend = curves.map(({ name, color }) => `<span style="color:${color}">${escapeHtml(name)}</span>`);
  const text = (atX: number, atY: number, label: string, anchor: string) =>
    `<text x="${atX}" y="${atY}" text-anchor="${anchor}">${label}</text>`;
  return `<figure><figcaption>${escapeHtml(title)}: ${legend.join(' ')}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - 10}" fill="none" stroke="currentColor"/>
${text(LEFT - 4, TOP + 8, format(top), 'end')}${text(LEFT - 4, HEIGHT - BOTTOM, '0', 'end')}
${text(LEFT, HEIGHT - 8, `step ${first}`, 'start')}${text(WIDTH - 10, HEIGHT - 8, `${last}`, 'end')}
${lines.join('\n')}
</svg></figure>`;
}

/** Means of as many neighbours as it takes; what is no number is left out. */
export function meanPoints(
  steps: readonly number[],
  values: readonly number[],
  mostPoints = MOST_POINTS,
): (readonly [step: number, value: number])[] {
  const all = steps.flatMap((step, i) => (Number.isFinite(values[i]) ? [[step, values[i]!] as const] : []));
  const width = Math.max(1, Math.ceil(all.length / mostPoints));
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < all.length; i += width) {
    const part = all.slice(i, i + width);
    const mean = (of: 0 | 1) => part.reduce((sum, point) => sum + point[of], 0) / part.length;
    points.push([mean(0), mean(1)]);
  }
  return points;
}

const format = (value: number): string => `${Number(value.toPrecision(3))}`;

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
