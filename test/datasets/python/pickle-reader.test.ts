/** Pickles that Python made: `test/fixtures/python/make.py`; and ones that nobody should open. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import {
  type PickleOptions,
  PythonArray,
  PythonObject,
  type PythonValue,
  parsePickle,
} from '../../../datasets/python/index.ts';
import { repoPath } from '../../support/paths.ts';

const PROTOCOLS = ['2', '3', '4', '5'];
const ORIGIN: PickleOptions = {
  isClass: (module, name) => module === 'ffn.inference.storage' && name === 'OriginInfo',
};

let pickles: Readonly<Record<string, Readonly<Record<string, string>>>>;
before(async () => {
  pickles = JSON.parse(await readFile(repoPath('test/fixtures/python/pickles.json'), 'utf8'));
});

const bytesOf = (name: string, protocol: string): Uint8Array =>
  new Uint8Array(Buffer.from(pickles[name][protocol], 'base64'));

/** Numbers of arrays beside their shape, one-object arrays as their object. */
function simplify(value: PythonValue): unknown {
  if (value instanceof PythonArray) {
    if (value.numbers) {
      const { dataType, shape, data } = value.numbers;
      return { dataType, shape, data: Array.from(data as ArrayLike<number | bigint>) };
    }
    const items = value.objects?.map(simplify);
    return value.shape.length === 0 ? items?.[0] : items;
  }
  if (value instanceof PythonObject) return { [value.type.text]: value.args.map(simplify) };
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [simplify(k), simplify(v)]));
  return Array.isArray(value) ? value.map(simplify) : value;
}

const read = (name: string, protocol: string, options?: PickleOptions): unknown =>
  simplify(parsePickle(bytesOf(name, protocol), options));

test('constants and containers, every protocol', () => {
  for (const protocol of PROTOCOLS) {
    assert.deepEqual(
      read('plain', protocol),
      [null, true, false, 0, 255, 256, 65535, 65536, -1, -(2 ** 31), 2 ** 31, 9007199254740993n, -(2n ** 70n)]
        .concat([0.1, 'zyx', 'µ'.repeat(300), Uint8Array.of(0, 255), [], [1], [1, [2]]] as never)
        .concat([
          new Map(),
          new Map<unknown, unknown>([
            [1, 'a'],
            ['b', [2, 3]],
          ]),
        ] as never),
      `protocol ${protocol}`,
    );
  }
});

test("NumPy's numbers and arrays, both byte orders, both memory orders, every protocol", () => {
  for (const protocol of PROTOCOLS) {
    assert.deepEqual(read('numbers', protocol), [-5, 2n ** 63n + 1n, 0.5, -0.25, true, 7, 5]);
    assert.deepEqual(read('arrays', protocol), [
      { dataType: 'int64', shape: [2, 3], data: [0n, 1n, 2n, 3n, 4n, 5n] },
      { dataType: 'uint16', shape: [2, 3], data: [0, 2, 4, 1, 3, 5] },
      { dataType: 'float64', shape: [2, 0], data: [] },
      { dataType: 'float32', shape: [2], data: [1.5, -2] },
      { dataType: 'bool', shape: [2], data: [1, 0] },
    ]);
    assert.deepEqual(read('objects', protocol), [null, new Map([['a', 1]])]);
  }
});

test("FFN's origins and overlaps", () => {
  const array = (data: bigint[]) => ({ dataType: 'int64', shape: [3], data });
  for (const protocol of PROTOCOLS) {
    assert.deepEqual(
      read('origins', protocol, ORIGIN),
      new Map<number, unknown>([
        [1, { 'ffn.inference.storage.OriginInfo': [[16, 18, 109], 1884, 0.5] }],
        [2, { 'ffn.inference.storage.OriginInfo': [array([1n, 2n, 3n]), 7, 2.5] }],
      ]),
    );
    assert.deepEqual(
      read('overlaps', protocol),
      new Map<number, unknown>([
        [1, { dataType: 'int64', shape: [2, 2], data: [3n, 4n, 50n, 60n] }],
        [2, { dataType: 'float64', shape: [2, 0], data: [] }],
      ]),
    );
  }
});

test('a class that is not allowed is refused by name', () => {
  assert.throws(() => read('origins', '3'), {
    name: 'UnsupportedError',
    message: /got "ffn\.inference\.storage\.OriginInfo", which is not on the whitelist\. Nothing was run/,
  });
});

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const concat = (...parts: (string | number[] | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? [...ascii(p)] : [...p])));

/** Pickles that run something in Python, or try to break their reader. */
const HOSTILE: Readonly<Record<string, readonly [pickle: Uint8Array, message: RegExp]>> = {
  'os.system': [
    ascii('cos\nsystem\n(X\x04\x00\x00\x00echotR.'),
    /"os\.system", which is not on the whitelist/,
  ],
  'os.system, by STACK_GLOBAL': [
    concat([0x80, 4, 0x8c, 5], 'posix', [0x8c, 6], 'system', [0x93, 0x8c, 2], 'id', [0x85, 0x52], '.'),
    /"posix\.system", which is not/,
  ],
  eval: [ascii('c__builtin__\neval\n(X\x01\x00\x00\x001tR.'), /"__builtin__\.eval"/],
  'getattr of NumPy': [ascii('cnumpy\nload\n(X\x01\x00\x00\x00xtR.'), /"numpy\.load"/],
  'a name with dots': [ascii('cnumpy\ndtype.__class__\n.'), /"numpy\.dtype\.__class__"/],
  'a name of JavaScript': [ascii('cnumpy\n__proto__\n.'), /"numpy\.__proto__"/],
  INST: [ascii('(ios\nsystem\n.'), /instructions that build data, got "i" at byte 1/],
  OBJ: [ascii('(o.'), /got "o" at byte 1/],
  'a persistent id': [ascii('Pfile\n.'), /got "P" at byte 0/],
  'an extension code': [Uint8Array.of(0x82, 1, 0x2e), /got 0x82 at byte 0/],
  'a buffer from outside': [Uint8Array.of(0x97, 0x2e), /got 0x97 at byte 0/],
  'text instructions of protocol 0': [ascii("S'a'\n."), /got "S" at byte 0/],
  'an array that is called': [
    ascii('cnumpy\nndarray\n(tR.'),
    /a function that makes data .*got numpy\.ndarray/,
  ],
  'a call of a value': [ascii('K\x01)R.'), /a name to call .*got a value/],
  'a state for a number': [ascii('K\x01)b.'), /an array or a type to complete/],
  'an empty stack': [ascii('0.'), /a value on the stack before byte 1, got none/],
  'no mark': [ascii('t.'), /a mark before byte 1, got none/],
  'a mark for a value': [ascii('(.'), /a value before byte 2, got a mark/],
  'a value never remembered': [ascii('h\x07.'), /a value that was remembered .*got number 7/],
  'an odd dict': [ascii('}(K\x01u.'), /pairs of key and value .*got 1 values/],
  'an int of 4 GiB': [Uint8Array.of(0x8b, 0xff, 0xff, 0xff, 0xff, 0x2e), /an int of at most 1024 bytes/],
  'text of 2^60 bytes': [
    concat([0x8d, 0, 0, 0, 0, 0, 0, 0, 0x10], '.'),
    /115292150460684\d+ bytes of pickle at byte 9, got 1/,
  ],
  'text that is no UTF-8': [Uint8Array.of(0x8c, 2, 0xc3, 0x28, 0x2e), /expected UTF-8/],
  'no end': [ascii('N'), /1 bytes of pickle at byte 1, got 0/],
  nothing: [new Uint8Array(0), /1 bytes of pickle at byte 0, got 0/],
  'a line without end': [ascii('cnumpy'), /bytes of pickle/],
  'an array larger than its data': [
    concat(
      'cnumpy.core.multiarray\n_reconstruct\n)R(K\x01J',
      [0xff, 0xff, 0xff, 0x7f],
      [0x85],
      'cnumpy\ndtype\n',
      [0x8c, 2],
      'f8',
      [0x85],
      'R',
      [0x89, 0x43, 1, 0],
      'tb.',
    ),
    /17179869176 bytes of data \(2147483647 float64\), got 1/,
  ],
  'a structured type': [
    concat('cnumpy\ndtype\n', [0x8c, 2], 'V8', [0x85], 'R(K\x03', [0x8c, 1], '|NK\x01Ntb.'),
    /NumPy type: expected a plain one, got a structured one/,
  ],
};

for (const [name, [pickle, message]] of Object.entries(HOSTILE)) {
  test(`hostile: ${name}`, () => {
    assert.throws(
      () => parsePickle(pickle),
      (error: Error) => {
        assert.match(error.message, message);
        assert.match(error.name, /^(UnsupportedError|CorruptDataError)$/);
        return true;
      },
    );
  });
}

test('cut off anywhere, or with any byte changed, a pickle is read or refused with an error of ours', () => {
  const whole = bytesOf('origins', '4');
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => parsePickle(whole.subarray(0, length), ORIGIN), { name: 'CorruptDataError' });
  }
  for (let i = 0; i < whole.length; i++) {
    for (const flip of [1, 0x20, 0x80]) {
      const changed = whole.slice();
      changed[i] ^= flip;
      try {
        parsePickle(changed, ORIGIN);
      } catch (error) {
        assert.match((error as Error).name, /^(UnsupportedError|CorruptDataError)$/, `byte ${i}: ${error}`);
      }
    }
  }
});
