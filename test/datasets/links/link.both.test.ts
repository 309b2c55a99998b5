import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFragment, encodeLink, parseLink } from '../../../datasets/links/index.ts';

const STATE = { layers: [{ name: 'a b' }] };

test('every form of a fragment is told apart', () => {
  for (const empty of ['', '  ', '#', '#!', 'https://host/viewer', 'https://host/?a=b#!', 'https://host/#'])
    assert.deepEqual(parseLink(empty), { kind: 'empty' }, empty);
  assert.deepEqual(parseLink('#!{"a":1}'), { kind: 'state', state: { a: 1 } });
  assert.deepEqual(parseLink('#!+{"a":1}'), { kind: 'merge', state: { a: 1 } });
  for (const url of [
    'https://host/state.json',
    'gs://bucket/a%2Fb.json',
    's3://b/s',
    'middleauth+https://h/1',
  ])
    assert.deepEqual(parseLink(`https://viewer/#!${url}`), { kind: 'remote', url }, url);
});

test('a link is read whole or in part, encoded or not', () => {
  const encoded = '%7B%22layers%22:%5B%7B%22name%22:%22a%20b%22%7D%5D%7D';
  const texts = [
    '#!{"layers":[{"name":"a b"}]}',
    '!{"layers":[{"name":"a b"}]}',
    '{"layers":[{"name":"a b"}]}',
    "https://host/v/#!{'layers':[{'name':'a b'}]}",
    `https://host/v/?x=1#!${encoded}`,
    `#!${encoded}`,
    `#%21${encoded}`,
    ` #!${encoded}\n`,
  ];
  for (const text of texts) assert.deepEqual(parseLink(text), { kind: 'state', state: STATE }, text);
  assert.deepEqual(parseLink(`#!%2B${encoded}`), { kind: 'merge', state: STATE });
});

test('percent signs: decoded once; a lone one means that nothing was encoded', () => {
  assert.deepEqual(parseLink('#!{"a":"100%25"}'), { kind: 'state', state: { a: '100%' } });
  assert.deepEqual(parseLink('#!{"a":"%2525"}'), { kind: 'state', state: { a: '%25' } });
  assert.deepEqual(parseLink('#!{"a":"100% sure"}'), { kind: 'state', state: { a: '100% sure' } });
});

test('anything else is refused', () => {
  for (const text of ['hello', '#hello', '#!hello', '#!+', '#![1]', '#!{', '#!+[]', '#!{"a":1}}'])
    assert.throws(() => parseLink(text), { tag: 'invalid' }, text);
  assert.throws(() => parseLink(`#!{"a":"${'x'.repeat(6e6)}"}`), { tag: 'too-large' });
  assert.throws(() => parseLink(`#${'%41'.repeat(6e6)}`), { tag: 'too-large' });
});

test('a link is written with the escapes of Neuroglancer', () => {
  const state = { title: `it's (a) *; é, 1!` };
  assert.equal(
    encodeFragment(state),
    '#!%7B%22title%22:%22it%27s%20%28a%29%20%2A%3B%20%C3%A9%2C%201%21%22%7D',
  );
  assert.equal(encodeLink({}, 'https://host/v?x=1#old#er'), 'https://host/v?x=1#!%7B%7D');
  assert.deepEqual(parseLink(encodeLink(state, 'https://host')), { kind: 'state', state });
  // Half of a surrogate pair has no UTF-8: it travels as an escape of JSON.
  assert.deepEqual(parseLink(encodeFragment({ title: '\ud800' })), {
    kind: 'state',
    state: { title: '\ud800' },
  });
});
