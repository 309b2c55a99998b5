import type { ComplexAttributeConverter } from 'lit';
import { InvalidDataError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';

/** `position="x, y, z"` in voxels. Text that is no triple of numbers means none, as with the platform's attributes. */
export const positionConverter: ComplexAttributeConverter<Xyz | undefined> = {
  fromAttribute: (text) => (text === null ? undefined : parseTriple(text)),
  toAttribute: (position) => position?.join(','),
};

function parseTriple(text: string): Xyz | undefined {
  const parts = text.trim().split(/[\s,]+/);
  const [x, y, z] = parts.map((part) => (part === '' ? Number.NaN : Number(part)));
  return parts.length === 3 && isTriple([x, y, z]) ? [x as number, y as number, z as number] : undefined;
}

const isTriple = (values: readonly unknown[]) => values.length === 3 && values.every(Number.isFinite);

/**
 * What a program set is checked when it is used.
 * @throws InvalidDataError where it is not three finite numbers.
 */
export function checkedPosition(position: Xyz | undefined): Xyz | undefined {
  if (position === undefined || isTriple(position)) return position;
  throw new InvalidDataError({
    subject: 'position',
    expected: 'three finite numbers',
    got: JSON.stringify(position),
  });
}

/** @throws InvalidDataError where the zoom is not a positive number. */
export function checkedZoom(zoom: number | undefined): number | undefined {
  if (zoom === undefined || zoom === null || (Number.isFinite(zoom) && zoom > 0)) return zoom ?? undefined;
  throw new InvalidDataError({
    subject: 'zoom',
    expected: 'a number of voxels per pixel above 0',
    got: String(zoom),
  });
}
