import { UnsupportedError } from '../errors.ts';

/** What a description (tag 270) says of a file's pages. */
export interface TiffDescription {
  /** Pages that the file holds; undefined where it does not say. */
  readonly pages: number | undefined;
  readonly channels: number;
  /** z of page `i` and its channel. */
  placeOf(page: number): { readonly z: number; readonly channel: number };
  /** Nanometres; undefined where it does not say. */
  readonly spacingNm: number | undefined;
  /** Nanometres of x and y; undefined where it does not say. */
  readonly pixelNm: readonly [x: number, y: number] | undefined;
  /** Of the numbers in tags 282 and 283: pixels for each. */
  readonly unitNm: number | undefined;
  readonly warnings: readonly string[];
}

const NM: Readonly<Record<string, number>> = {
  nm: 1,
  nanometer: 1,
  nanometre: 1,
  angstrom: 0.1,
  å: 0.1,
  um: 1e3,
  µm: 1e3,
  μm: 1e3,
  micron: 1e3,
  microns: 1e3,
  micrometer: 1e3,
  micrometre: 1e3,
  mm: 1e6,
  millimeter: 1e6,
  cm: 1e7,
  centimeter: 1e7,
  m: 1e9,
  inch: 2.54e7,
};

export const unitInNm = (unit: string | undefined): number | undefined =>
  unit === undefined ? undefined : NM[unescape16(unit).trim().toLowerCase()];

/** ImageJ writes `\u00B5m`. */
const unescape16 = (text: string): string =>
  text.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const PLAIN: TiffDescription = {
  pages: undefined,
  channels: 1,
  placeOf: (z) => ({ z, channel: 0 }),
  spacingNm: undefined,
  pixelNm: undefined,
  unitNm: undefined,
  warnings: [],
};

/**
 * Reads the description of ImageJ (`ImageJ=1.53\nimages=5\n…`) or OME (XML); of others nothing.
 * @throws UnsupportedError for stacks of several times.
 */
export function parseDescription(text: string | undefined, subject: string): TiffDescription {
  if (text?.startsWith('ImageJ=')) return parseImageJ(text, subject);
  if (text && /<(ome:)?OME[\s>]/.test(text)) return parseOme(text, subject);
  return PLAIN;
}

/** Pages follow one another by channel, then slice, then frame. */
function parseImageJ(text: string, subject: string): TiffDescription {
  const values = new Map(
    text.split('\n').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]),
  );
  const count = (key: string): number => {
    const value = Number(values.get(key) ?? 1);
    return Number.isSafeInteger(value) && value >= 1 ? value : 1;
  };
  const [channels, slices, frames] = [count('channels'), count('slices'), count('frames')];
  const warnings: string[] = [];
  if (frames > 1 && slices > 1) throw severalTimes(subject, frames);
  if (frames > 1) warnings.push(`${frames} frames are read as sections: ImageJ says they are times`);
  const spacing = Number(values.get('spacing'));
  const unitNm = unitInNm(values.get('unit'));
  return {
    ...PLAIN,
    pages: count('images'),
    channels,
    placeOf: (page) => ({ z: Math.floor(page / channels), channel: page % channels }),
    spacingNm: spacing > 0 && unitNm !== undefined ? spacing * unitNm : undefined,
    unitNm,
    warnings,
  };
}

/** The first image; pages in the order that `DimensionOrder` says. */
function parseOme(text: string, subject: string): TiffDescription {
  const pixels = /<(?:ome:)?Pixels\b([^>]*)>/.exec(text)?.[1] ?? '';
  const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(pixels)?.[1];
  const size = (name: string) => Math.max(1, Math.floor(Number(attribute(`Size${name}`) ?? 1)) || 1);
  const samples = Number(/SamplesPerPixel="(\d+)"/.exec(text)?.[1] ?? 1) || 1;
  const [channels, slices] = [Math.max(1, Math.floor(size('C') / samples)), size('Z')];
  if (size('T') > 1) throw severalTimes(subject, size('T'));
  const channelFirst = /C.*Z/.test(attribute('DimensionOrder') ?? 'XYCZT');
  const lengthNm = (axis: string) => {
    const [value, unit] = [
      Number(attribute(`PhysicalSize${axis}`)),
      attribute(`PhysicalSize${axis}Unit`) ?? 'µm',
    ];
    const nm = unitInNm(unit.replace('&#181;', 'µ').replace('&#xB5;', 'µ'));
    return value > 0 && nm !== undefined ? value * nm : undefined;
  };
  const [x, y] = [lengthNm('X'), lengthNm('Y')];
  return {
    ...PLAIN,
    pages: channels * slices,
    channels,
    placeOf: (page) =>
      channelFirst
        ? { z: Math.floor(page / channels), channel: page % channels }
        : { z: page % slices, channel: Math.floor(page / slices) },
    spacingNm: lengthNm('Z'),
    pixelNm: x !== undefined && y !== undefined ? [x, y] : undefined,
  };
}

const severalTimes = (subject: string, times: number): UnsupportedError =>
  new UnsupportedError({
    subject: `${subject}: ImageDescription (tag 270)`,
    expected: 'one time',
    got: `${times}`,
    cure: 'Export one time as a stack of its own',
  });
