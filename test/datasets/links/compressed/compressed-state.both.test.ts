import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CorruptDataError, InvalidDataError, TooLargeError } from '../../../../datasets/errors.ts';
import {
  decodeCompressedState,
  encodeCompressedFragment,
} from '../../../../datasets/links/compressed/index.ts';
import { encodeFragment, parseLink, readState, writeState } from '../../../../datasets/links/index.ts';

const dataOf = (fragment: string): string => {
  const link = parseLink(`https://host/viewer/${fragment}`);
  assert.equal(link.kind, 'compressed');
  return link.kind === 'compressed' ? link.data : '';
};

/** `{"layout":"xy","title":"ä"}` by Python: base64.urlsafe_b64encode(gzip.compress(text, mtime=0)). */
const FROM_PYTHON = 'H4sIAAAAAAACA6tWykmszC8tUbJSqqhU0lEqySzJSQVyDi9RqgUAMRn02xwAAAA';

test('what another program packed is read', async () => {
  const expected = { layout: 'xy', title: 'ä' };
  assert.deepEqual(await decodeCompressedState(dataOf(`#!z:${FROM_PYTHON}`)), expected);
});

test('a state of many segments comes back, is far shorter, and has nothing that programs cut links at', async () => {
  const segments = Array.from({ length: 3000 }, (_, i) => String(720575940600000000n + BigInt(i * 7919)));
  const layer = { type: 'segmentation', name: 'cells äöü 🧠', source: 'precomputed://gs://b/c', segments };
  const { state } = readState({ layers: [layer], layout: 'xy-3d', unknown: { kept: [1, 2] } });
  const fragment = await encodeCompressedFragment(state);
  assert.match(fragment, /^#!z:[\w-]+$/);
  assert.ok(fragment.length < encodeFragment(state).length / 4, `${fragment.length} characters`);
  assert.deepEqual(await decodeCompressedState(dataOf(fragment)), writeState(state));
});

test('plain links stay what they were', () => {
  const { state } = readState({ layout: 'xy' });
  assert.deepEqual(parseLink(`https://host/${encodeFragment(state)}`), {
    kind: 'state',
    state: { layout: 'xy' },
  });
});

test('a link that was cut, changed or holds something else says so', async () => {
  const fragment = await encodeCompressedFragment(readState({ layout: 'xy', title: 'a title' }).state);
  const data = dataOf(fragment);
  for (const cut of [1, 2, 3, 10])
    await assert.rejects(decodeCompressedState(data.slice(0, -cut)), CorruptDataError, `${cut} cut off`);
  await assert.rejects(decodeCompressedState(''), CorruptDataError);
  await assert.rejects(decodeCompressedState('äö'), InvalidDataError);
});

test('a bomb is not unpacked', async () => {
  const packed = new Response(
    new Blob([new Uint8Array(64 * 2 ** 20)]).stream().pipeThrough(new CompressionStream('gzip')),
  );
  const bytes = new Uint8Array(await packed.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const data = btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  await assert.rejects(decodeCompressedState(data), TooLargeError);
});
