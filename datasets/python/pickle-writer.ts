/** Writes pickles of plain data and NumPy arrays, protocol 3: what every Python 3 reads. Source: Python's pickletools. */
import { UnsupportedError } from '../errors.ts';
import { type NpyArray, npyDescr } from '../npy/index.ts';
import { bytesOf } from '../volume.ts';

/** A value to be pickled. Ints and floats are different things there, so they are here. */
export type Picklable =
  | { readonly int: number | bigint }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly tuple: readonly Picklable[] }
  | { readonly dict: Iterable<readonly [Picklable, Picklable]> }
  /** `module.name.__new__(module.name, *args)`. */
  | { readonly module: string; readonly name: string; readonly args: readonly Picklable[] }
  | { readonly array: NpyArray };

/** @returns a whole pickle of a NumPy array of objects with the shape () that holds `value`. */
export function encodeObjectPickle(value: Picklable): Uint8Array {
  const out = new PickleWriter();
  out.bytes(0x80, 3);
  out.ndarray({ shape: [], descr: '|O8' }, () => {
    // EMPTY_LIST, the value, APPEND
    out.bytes(0x5d);
    out.value(value);
    out.bytes(0x61);
  });
  out.bytes(0x2e);
  return out.finish();
}

class PickleWriter {
  private buffer = new Uint8Array(4096);
  private length = 0;

  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  bytes(...values: readonly number[]): void {
    this.append(Uint8Array.from(values));
  }

  value(value: Picklable): void {
    if ('int' in value) this.int(value.int);
    else if ('float' in value) this.float(value.float);
    else if ('text' in value) this.text(value.text);
    else if ('tuple' in value) this.tuple(value.tuple);
    else if ('dict' in value) this.dict(value.dict);
    else if ('array' in value) this.array(value.array);
    else {
      this.global(value.module, value.name);
      this.tuple(value.args);
      // NEWOBJ
      this.bytes(0x81);
    }
  }

  /** `numpy.core` is the name every version of NumPy knows. */
  ndarray({ shape, descr }: { shape: readonly number[]; descr: string }, data: () => void): void {
    this.global('numpy.core.multiarray', '_reconstruct');
    this.global('numpy', 'ndarray');
    this.tuple([{ int: 0 }]);
    // SHORT_BINBYTES b'b', TUPLE3, REDUCE
    this.bytes(0x43, 1, 0x62, 0x87, 0x52);
    // MARK (version, shape, type, not Fortran order, data) TUPLE BUILD
    this.bytes(0x28);
    this.int(1);
    this.tuple(shape.map((int) => ({ int })));
    this.dtype(descr);
    this.bytes(0x89);
    data();
    this.bytes(0x74, 0x62);
  }

  private dtype(descr: string): void {
    this.global('numpy', 'dtype');
    this.text(descr.slice(1));
    // not aligned, copied; TUPLE3, REDUCE
    this.bytes(0x89, 0x88, 0x87, 0x52);
    const isObject = descr.startsWith('|O');
    // MARK (version, order, None, None, None, size, alignment, flags) TUPLE BUILD
    this.bytes(0x28);
    this.int(3);
    this.text(descr[0]);
    this.bytes(0x4e, 0x4e, 0x4e);
    this.int(-1);
    this.int(-1);
    // Flags of objects: they are counted references, and an array of them needs its items set.
    this.int(isObject ? 63 : 0);
    this.bytes(0x74, 0x62);
  }

  private array(array: NpyArray): void {
    this.ndarray({ shape: array.shape, descr: npyDescr(array.dataType) }, () => {
      const data = bytesOf(array.data);
      // BINBYTES
      this.bytes(0x42);
      this.uint32(data.length);
      this.append(data);
    });
  }

  private tuple(items: readonly Picklable[]): void {
    // MARK … TUPLE
    this.bytes(0x28);
    for (const item of items) this.value(item);
    this.bytes(0x74);
  }

  private dict(entries: Iterable<readonly [Picklable, Picklable]>): void {
    // EMPTY_DICT MARK … SETITEMS
    this.bytes(0x7d, 0x28);
    for (const [key, value] of entries) {
      this.value(key);
      this.value(value);
    }
    this.bytes(0x75);
  }

  private int(value: number | bigint): void {
    const wide = BigInt(value);
    const isShort = BigInt.asIntN(32, wide) === wide;
    // BININT, LONG1 of 9 bytes: room for the sign of a uint64.
    this.bytes(...(isShort ? [0x4a] : [0x8a, 9]));
    const bytes = new Uint8Array(isShort ? 4 : 9);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number((wide >> BigInt(8 * i)) & 0xffn);
    this.append(bytes);
  }

  private float(value: number): void {
    const bytes = new Uint8Array(9);
    bytes[0] = 0x47;
    new DataView(bytes.buffer).setFloat64(1, value, false);
    this.append(bytes);
  }

  private text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    // BINUNICODE
    this.bytes(0x58);
    this.uint32(bytes.length);
    this.append(bytes);
  }

  private global(module: string, name: string): void {
    // GLOBAL
    this.append(new TextEncoder().encode(`c${module}\n${name}\n`));
  }

  private uint32(value: number): void {
    if (value > 0xffffffff) {
      throw new UnsupportedError({
        subject: 'pickle',
        expected: 'at most 4 GiB in one value',
        got: `${value}`,
      });
    }
    this.bytes(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
  }

  private append(bytes: Uint8Array): void {
    const end = this.length + bytes.length;
    if (end > this.buffer.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.buffer.length));
      grown.set(this.buffer);
      this.buffer = grown;
    }
    this.buffer.set(bytes, this.length);
    this.length = end;
  }
}
