/** A length that is easy to read, and how long its bar is. */
export interface ScaleBar {
  /** Like `500 nm` or `2 µm`. */
  readonly label: string;
  /** CSS pixels. */
  readonly width: number;
}

const UNITS = [
  ['mm', 1e6],
  ['µm', 1e3],
  ['nm', 1],
] as const;

/**
 * The longest bar of 1, 2 or 5 times a power of ten that fits.
 * @param nmPerPixel nanometres per CSS pixel. @param maxPixels what the bar may take.
 */
export function scaleBar(nmPerPixel: number, maxPixels: number): ScaleBar {
  const most = nmPerPixel * maxPixels;
  const power = 10 ** Math.floor(Math.log10(most));
  const nm = power * ([5, 2, 1].find((step) => step * power <= most) ?? 1);
  const [unit, size] = UNITS.find(([, unitNm]) => nm >= unitNm) ?? UNITS[2];
  return { label: `${Number((nm / size).toPrecision(3))} ${unit}`, width: nm / nmPerPixel };
}
