import { jsonFields, wrong } from '../json/index.ts';
import { type Axis, parseAxes } from './axes.ts';
import { objectOf, unsupported } from './extension.ts';

/** An image of several resolutions, as OME-NGFF describes it. */
export interface Multiscales {
  readonly version: string;
  readonly axes: readonly Axis[];
  /** Finest first. */
  readonly levels: readonly MultiscaleLevel[];
  readonly warnings: readonly string[];
}

export interface MultiscaleLevel {
  /** Of the array, relative to the group. */
  readonly path: string;
  /** World = scale * index + translation, of a voxel's centre, by axis. Undefined where old metadata do not say it. */
  readonly scale: readonly number[] | undefined;
  readonly translation: readonly number[];
}

const VERSIONS = ['0.1', '0.2', '0.3', '0.4', '0.5', '0.5-dev'];
/** Before 0.3 every image had these. */
const OLD_AXES = ['t', 'c', 'z', 'y', 'x'];

/**
 * @param attributes of the group.
 * @returns undefined where they describe no image.
 * @throws InvalidDataError naming the field; UnsupportedError for versions and transformations that are not read here.
 */
export function parseMultiscales(
  attributes: Readonly<Record<string, unknown>>,
  subject: string,
): Multiscales | undefined {
  const ome = objectOf(attributes['ome']);
  const list = ome['multiscales'] ?? attributes['multiscales'];
  if (list === undefined) return undefined;
  if (!Array.isArray(list) || list.length === 0)
    throw wrong(`${subject}: multiscales`, 'a non-empty list', list);
  const own = `${subject}: multiscales[0]`;
  const fields = jsonFields(list[0], own);
  const image = list[0] as Readonly<Record<string, unknown>>;
  const version = String(ome['version'] ?? image['version'] ?? '0.4');
  if (!VERSIONS.includes(version)) throw unsupported(`${own}: version`, VERSIONS, version);
  const datasets = fields.array('datasets');
  const axes = parseAxes(image['axes'] ?? OLD_AXES, `${own}: axes`);
  const outer = image['coordinateTransformations'];
  const levels = datasets.map((json, i) => {
    const at = `${own}: datasets[${i}]`;
    const path = jsonFields(json, at)
      .string('path')
      .replace(/^\/+|\/+$/g, '');
    const inner = (json as Readonly<Record<string, unknown>>)['coordinateTransformations'];
    return { path, ...transformOf([inner, outer], axes.length, `${at}: coordinateTransformations`) };
  });
  const warnings = list.length > 1 ? [`the first of ${list.length} images is taken`] : [];
  return { version, axes, levels, warnings };
}

/** Lists of transformations, applied one after the other. */
function transformOf(
  lists: readonly unknown[],
  rank: number,
  subject: string,
): Pick<MultiscaleLevel, 'scale' | 'translation'> {
  let scale: number[] | undefined;
  let translation = Array.from({ length: rank }, () => 0);
  for (const json of lists.flatMap((list) => (Array.isArray(list) ? list : []))) {
    const step = objectOf(json);
    const type = step['type'];
    if (type === 'identity') continue;
    if (type !== 'scale' && type !== 'translation')
      throw unsupported(subject, ['scale', 'translation'], type);
    const numbers = numbersOf(step[type], rank, subject, type === 'scale');
    if (type === 'scale') {
      scale = numbers.map((n, d) => n * (scale?.[d] ?? 1));
      translation = translation.map((t, d) => t * numbers[d]);
    } else translation = translation.map((t, d) => t + numbers[d]);
  }
  return { scale, translation };
}

function numbersOf(json: unknown, rank: number, subject: string, positive: boolean): number[] {
  const isGood =
    Array.isArray(json) &&
    json.length === rank &&
    json.every((n) => typeof n === 'number' && Number.isFinite(n) && (!positive || n > 0));
  if (isGood) return json as number[];
  throw wrong(subject, `${rank} finite numbers${positive ? ' > 0' : ''}`, json);
}
