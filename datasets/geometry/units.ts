import { InvalidDataError } from '../errors.ts';

/** Nanometres per unit as a fraction: both parts are whole numbers, so that 1 nm stays exactly 1 nm. */
const UNITS = {
  pm: [1, 1000],
  angstrom: [1, 10],
  nm: [1, 1],
  um: [1000, 1],
  mm: [1_000_000, 1],
  cm: [10_000_000, 1],
  m: [1_000_000_000, 1],
} as const;

export type LengthUnit = keyof typeof UNITS;

/** How files and people write them. */
const SPELLINGS: Readonly<Record<string, LengthUnit>> = {
  ...{ picometer: 'pm', picometre: 'pm' },
  ...{ å: 'angstrom', ångström: 'angstrom', ångstrom: 'angstrom', angstroms: 'angstrom', a: 'angstrom' },
  ...{ nanometer: 'nm', nanometre: 'nm', nanometers: 'nm', nanometres: 'nm' },
  // Two characters look the same: the micro sign and the Greek letter.
  ...{ '\u00b5m': 'um', '\u03bcm': 'um', micron: 'um', microns: 'um', micrometer: 'um', micrometre: 'um' },
  ...{ micrometers: 'um', micrometres: 'um' },
  ...{ millimeter: 'mm', millimetre: 'mm', millimeters: 'mm', millimetres: 'mm' },
  ...{ centimeter: 'cm', centimetre: 'cm', meter: 'm', metre: 'm', meters: 'm', metres: 'm' },
};

/** @returns undefined for what is no length. Capitals are taken for small letters where that cannot mean anything else. */
export function parseLengthUnit(text: string): LengthUnit | undefined {
  const name = text.trim().normalize('NFC');
  if (Object.hasOwn(UNITS, name)) return name as LengthUnit;
  const small = name.toLowerCase();
  // `Nanometre`, but not `M`: a capital letter alone is another prefix or unit.
  if (small.length > 2 && Object.hasOwn(UNITS, small)) return small as LengthUnit;
  return Object.hasOwn(SPELLINGS, small) ? SPELLINGS[small] : undefined;
}

export function toNanometres(value: number, unit: LengthUnit): number {
  const [times, by] = UNITS[unit];
  return (value * times) / by;
}

export function fromNanometres(nm: number, unit: LengthUnit): number {
  const [times, by] = UNITS[unit];
  return (nm * by) / times;
}

/** Digits that a float32 holds whatever its value; the next one is noise of the binary form. */
const FLOAT32_DIGITS = 7;

/** A length that a file holds as float32, as people wrote it: 6000.000052154064 -> 6000. */
export const withoutFloat32Noise = (length: number): number => Number(length.toPrecision(FLOAT32_DIGITS));

const LENGTH = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S*)\s*$/i;

/**
 * `8`, `8nm`, `0.5 µm`, `3.2 angstrom` -> nanometres; a bare number is nanometres.
 * @throws InvalidDataError for what is no length.
 */
export function parseLengthNm(text: string, subject = 'length'): number {
  const [, number = '', name = ''] = LENGTH.exec(text) ?? [];
  const unit = name === '' ? 'nm' : parseLengthUnit(name);
  const nm = unit === undefined || number === '' ? Number.NaN : toNanometres(Number(number), unit);
  if (Number.isFinite(nm)) return nm;
  const expected = `a number and a unit of ${Object.keys(UNITS).join(', ')}`;
  throw new InvalidDataError({
    subject,
    expected,
    got: JSON.stringify(text),
    cure: 'Write it like 8nm or 0.5um',
  });
}
