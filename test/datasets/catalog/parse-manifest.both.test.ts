import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../../../datasets/catalog/index.ts';

const FILES = {
  name: 'f',
  kind: 'files',
  description: 'd',
  files: [{ url: 'https://host/a-{08..10}.gz', path: 'x/{08..10}.gz' }],
  sha256: { 'x/09.gz': 'a'.repeat(64) },
};
const MESH = {
  name: 'm',
  kind: 'mesh',
  description: 'd',
  url: 'gs://b/mesh',
  ids: ['7', '{1..3}', '18446744073709551615'],
};
const ENTRY = {
  name: 'n',
  title: 't',
  homepage: 'https://host',
  licence: { name: 'CC0-1.0', url: 'https://host/l', notice: 'none' },
  citations: ['c'],
  parts: [FILES, MESH],
};

test('ranges keep their width; ids are whole', () => {
  const [files, mesh] = parseManifest(ENTRY, 'm.json').parts;
  assert.deepEqual(files?.kind === 'files' && files.files, [
    { url: 'https://host/a-08.gz', path: 'x/08.gz' },
    { url: 'https://host/a-09.gz', path: 'x/09.gz', sha256: 'a'.repeat(64) },
    { url: 'https://host/a-10.gz', path: 'x/10.gz' },
  ]);
  assert.deepEqual(mesh?.kind === 'mesh' && mesh.ids, [7n, 1n, 2n, 3n, 2n ** 64n - 1n]);
});

test('every fault is named', () => {
  const part = (change: object, base: object = FILES) => ({ ...ENTRY, parts: [{ ...base, ...change }] });
  const cases: [object, RegExp][] = [
    [{ ...ENTRY, license: {} }, /^m\.json: license: expected one of name, title/],
    [{ ...ENTRY, name: 'A b' }, /: name: expected a name of small letters/],
    [{ ...ENTRY, citations: [] }, /: citations: expected a non-empty array/],
    [{ ...ENTRY, licence: null }, /: licence: expected a JSON object, got null/],
    [{ ...ENTRY, homepage: 'ftp://x' }, /: homepage: expected an http\(s\) or gs URL/],
    [{ ...ENTRY, parts: [MESH, MESH] }, /: parts: expected parts with names of their own, got "m"/],
    [part({ kind: 'zip' }), /: parts\[0\]: kind: expected one of volume, mesh, files/],
    [part({ files: [{ url: 'https://h/a', path: '../a' }] }), /: files\[0\]: path: expected a relative path/],
    [part({ files: [{ url: 'https://h/a', path: '/a' }] }), /: path: expected a relative path/],
    [part({ files: [{ url: 'https://h/a', path: 'c:a' }] }), /: path: expected a relative path/],
    [
      part({ files: [{ url: 'https://h/{1..3}', path: '{1..2}' }] }),
      /: path: expected as many names as url, 3, got 2/,
    ],
    [part({ files: [{ url: 'https://h/{3..1}', path: 'a' }] }), /: url: expected a range of 1 to 100000/],
    [part({ files: [{ url: 'https://h/{0..999999999}', path: 'a' }] }), /: url: expected a range/],
    [part({ files: [...FILES.files, ...FILES.files] }), /: files: expected each path once/],
    [part({ sha256: { other: 'a'.repeat(64) } }), /: sha256: other: expected a path among files/],
    [part({ sha256: { 'x/09.gz': 'ABC' } }), /: sha256: x\/09\.gz: expected 64 hexadecimal digits/],
    [part({ ids: ['18446744073709551616'] }, MESH), /: ids\[0\]: expected an id below 2\^64/],
    [part({ ids: [7] }, MESH), /: ids\[0\]: expected a decimal text/],
    [part({ ids: ['007'] }, MESH), /: ids\[0\]: expected an id/],
    [
      part({ name: 'v', kind: 'volume', url: 'gs://b/v', resolution: [0, 1, 1], type: 'image' }, {}),
      /description/,
    ],
    [
      part(
        {
          name: 'v',
          kind: 'volume',
          description: 'd',
          url: 'gs://b/v',
          resolution: [0, 1, 1],
          type: 'image',
        },
        {},
      ),
      /: parts\[0\]: resolution: expected three finite numbers > 0/,
    ],
  ];
  for (const [json, message] of cases) {
    assert.throws(() => parseManifest(json, 'm.json'), { tag: 'invalid', message }, String(message));
  }
});
