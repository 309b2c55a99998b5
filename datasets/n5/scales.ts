import { parseLengthUnit, toNanometres, type Xyz, xyz } from '../geometry/index.ts';
import { wrong } from '../json/index.ts';

export type Attributes = Readonly<Record<string, unknown>>;

/** Nanometres a voxel along each dimension; undefined where attributes do not say it. */
export function resolutionOf(attributes: Attributes, subject: string): number[] | undefined {
  const pixel = attributes['pixelResolution'];
  const object = typeof pixel === 'object' && pixel !== null && !Array.isArray(pixel) ? pixel : undefined;
  const { dimensions, unit } = (object ?? {}) as Attributes;
  const sizes = dimensions ?? (Array.isArray(pixel) ? pixel : attributes['resolution']);
  if (sizes === undefined) return undefined;
  const numbers = positives(sizes, `${subject}: pixelResolution or resolution`);
  const units = attributes['units'];
  return numbers.map((n, d) => {
    const own: unknown = unit ?? (Array.isArray(units) ? units[d] : undefined) ?? 'nm';
    const known = typeof own === 'string' ? parseLengthUnit(own) : undefined;
    // A time or a channel has no length.
    if (!known && d < 3) throw wrong(`${subject}: unit`, 'a unit of length', own);
    return known ? toNanometres(n, known) : 1;
  });
}

/** Factors against the finest level, from a list of the group or from the level itself. */
export function factorsOf(
  level: number,
  group: Attributes,
  own: Attributes,
  subject: string,
): number[] | undefined {
  const list = group['downsamplingFactors'] ?? group['scales'];
  const factors =
    own['downsamplingFactors'] ?? (Array.isArray(list) ? (list as unknown[])[level] : undefined);
  return factors === undefined ? undefined : positives(factors, `${subject}: downsamplingFactors`);
}

function positives(json: unknown, subject: string): number[] {
  const isGood =
    Array.isArray(json) && json.length > 0 && json.every((n) => typeof n === 'number' && n > 0 && n < 1e12);
  if (isGood) return json as number[];
  throw wrong(subject, 'positive numbers', json);
}

/** The first three, 1 where there are fewer. */
export const tripleOf = (numbers: readonly number[]): Xyz =>
  xyz(numbers[0] ?? 1, numbers[1] ?? 1, numbers[2] ?? 1);

/** Folders of levels, where a group lists them. */
export function listedLevels(group: Attributes): string[] | undefined {
  const multiscales = group['multiscales'];
  const [first] = (Array.isArray(multiscales) ? multiscales : []) as Attributes[];
  const datasets = first?.['datasets'];
  if (!Array.isArray(datasets) || datasets.length === 0) return undefined;
  const paths = (datasets as Attributes[]).map((each) => each?.['path']);
  return paths.every((path) => typeof path === 'string') ? (paths as string[]) : undefined;
}
