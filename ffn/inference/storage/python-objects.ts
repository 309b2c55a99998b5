/** Origins and overlaps as the original pickles them: dicts by id, in arrays of one object. Source: spec/ffn.md 2.1, 4.3. */
import { CorruptDataError } from '../../../datasets/errors.ts';
import { type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import {
  decodeNpyObject,
  encodeNpyObject,
  PythonArray,
  PythonObject,
  type PythonValue,
} from '../../../datasets/python/index.ts';
import type { OriginInfo, Overlap } from '../canvas.ts';

/** Where the original's named tuple lives, (start_zyx, iters, walltime_sec). */
const MODULE = 'ffn.inference.storage';
const NAME = 'OriginInfo';

/** The published files name another module: the code had other homes before. */
const isOriginInfo = (module: string, name: string): boolean =>
  name === NAME && /(^|\.)storage$/.test(module);

/** @returns an NPY file: a dict id -> OriginInfo. */
export const encodeOrigins = (origins: ReadonlyMap<number, OriginInfo>): Uint8Array =>
  encodeNpyObject({
    dict: [...origins].map(([id, { startZyx, iters, walltimeSec }]) => [
      { int: id },
      {
        module: MODULE,
        name: NAME,
        args: [{ tuple: startZyx.map((int) => ({ int })) }, { int: iters }, { float: walltimeSec }],
      },
    ]),
  });

/** @returns an NPY file: a dict id -> int64 array (2, n), overlapped ids above their voxels. */
export const encodeOverlaps = (overlaps: ReadonlyMap<number, readonly Overlap[]>): Uint8Array =>
  encodeNpyObject({
    dict: [...overlaps].map(([id, list]) => {
      const rows = [...list.map((o) => o.id), ...list.map((o) => o.voxels)];
      const data = BigInt64Array.from(rows, BigInt);
      return [{ int: id }, { array: { dataType: 'int64', shape: [2, list.length], data } }];
    }),
  });

/**
 * @param bytes an NPY file that NumPy or `encodeOrigins` wrote. Nothing in it is executed.
 * @throws UnsupportedError for names off the whitelist; CorruptDataError where it holds no origins.
 */
export function decodeOrigins(bytes: Uint8Array, subject: string): Map<number, OriginInfo> {
  const value = decodeNpyObject(bytes, { subject, isClass: isOriginInfo });
  const fail = (expected: string) => new CorruptDataError({ subject, expected, got: 'another value' });
  if (!(value instanceof Map)) throw fail('a dict of origins');
  const origins = new Map<number, OriginInfo>();
  for (const [id, info] of value) {
    if (typeof id !== 'number') throw fail('ids of segments that are ints');
    const [start, iters, seconds] = info instanceof PythonObject ? info.args : [];
    const startZyx = positionOf(start);
    if (!startZyx || typeof iters !== 'number') throw fail(`start_zyx and iters of segment ${id}`);
    origins.set(id, { startZyx, iters, walltimeSec: typeof seconds === 'number' ? seconds : 0 });
  }
  return origins;
}

/** @throws as `decodeOrigins`. */
export function decodeOverlaps(bytes: Uint8Array, subject: string): Map<number, readonly Overlap[]> {
  const value = decodeNpyObject(bytes, { subject });
  const fail = () =>
    new CorruptDataError({ subject, expected: 'a dict of arrays of shape (2, n)', got: 'another value' });
  if (!(value instanceof Map)) throw fail();
  const overlaps = new Map<number, readonly Overlap[]>();
  for (const [id, array] of value) {
    const numbers = array instanceof PythonArray ? array.numbers : undefined;
    if (typeof id !== 'number' || numbers?.shape.length !== 2 || numbers.shape[0] !== 2) throw fail();
    const [, n] = numbers.shape;
    const { data } = numbers;
    const at = (i: number) => ({ id: Number(data[i]), voxels: Number(data[n + i]) });
    overlaps.set(
      id,
      Array.from({ length: n }, (_, i) => at(i)),
    );
  }
  return overlaps;
}

/** A tuple, a list or an array of three. */
function positionOf(value: PythonValue | undefined): Zyx | undefined {
  const items = value instanceof PythonArray ? Array.from(value.numbers?.data ?? [], Number) : value;
  if (!Array.isArray(items) || items.length !== 3 || !items.every(Number.isInteger)) return undefined;
  return zyx(items[0], items[1], items[2]);
}
