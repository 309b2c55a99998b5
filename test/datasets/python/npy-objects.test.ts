/** What we write, opened by Debian's Python 3 and NumPy. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { encodeNpyText } from '../../../datasets/npy/index.ts';
import {
  decodeNpyObject,
  encodeNpyObject,
  type Picklable,
  PythonArray,
} from '../../../datasets/python/index.ts';

const PROGRAM = `
import sys, numpy as np
a = np.load(sys.argv[1], allow_pickle=True)
v = a.item()
print(a.shape, a.dtype, repr(v))
print(v['array'].dtype, v['array'].shape, v['array'].flags.writeable)
`;

const VALUE: Picklable = {
  dict: [
    [
      { int: 1 },
      { tuple: [{ int: -1 }, { int: 2n ** 64n - 1n }, { int: -(2n ** 40n) }, { float: 2 }, { float: 0.1 }] },
    ],
    [{ text: 'µ\n' }, { module: 'collections', name: 'OrderedDict', args: [] }],
    [
      { text: 'array' },
      { array: { dataType: 'uint16', shape: [2, 2], data: Uint16Array.of(1, 2, 3, 65535) } },
    ],
    [{ text: 'empty' }, { array: { dataType: 'int64', shape: [2, 0], data: new BigInt64Array(0) } }],
  ],
};

test('Python opens our pickle, and sees ints, floats, texts, tuples, dicts, objects and arrays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-python-'));
  try {
    const file = join(folder, 'a.npy');
    await writeFile(file, encodeNpyObject(VALUE));
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', PROGRAM, file]);
    assert.equal(
      stdout.replace(/,\s+/g, ', ').replaceAll('[    ', '['),
      [
        '() object {1: (-1, 18446744073709551615, -1099511627776, 2.0, 0.1)',
        "'µ\\n': OrderedDict()",
        "'array': array([[1, 2], [3, 65535]], dtype=uint16)",
        "'empty': array([], shape=(2, 0), dtype=int64)}\nuint16 (2, 2) True\n",
      ].join(', '),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('we read what we write; a file of something else is refused', () => {
  const isClass = (module: string, name: string) => module === 'collections' && name === 'OrderedDict';
  const value = decodeNpyObject(encodeNpyObject(VALUE), { isClass });
  assert.ok(value instanceof Map);
  assert.deepEqual(value.get(1), [-1, 2n ** 64n - 1n, -(2 ** 40), 2, 0.1]);
  const array = value.get('array');
  assert.ok(array instanceof PythonArray);
  assert.deepEqual(array.numbers?.data, Uint16Array.of(1, 2, 3, 65535));
  assert.throws(() => decodeNpyObject(encodeNpyText('{}')), /one Python object, .* got numpy type <U2/);
});
