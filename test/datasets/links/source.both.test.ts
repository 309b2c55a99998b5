import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSourceUrl, readState, writeState } from '../../../datasets/links/index.ts';

test('both spellings of an address mean the same', () => {
  const gs = { format: 'precomputed', root: 'gs://bucket/path', adapters: [] };
  assert.deepEqual(parseSourceUrl('precomputed://gs://bucket/path'), gs);
  assert.deepEqual(parseSourceUrl('precomputed://gs://bucket/path/'), gs);
  assert.deepEqual(parseSourceUrl('gs://bucket/path/|neuroglancer-precomputed:'), gs);
  assert.deepEqual(parseSourceUrl('https://host/a|zarr3:'), {
    format: 'zarr3',
    root: 'https://host/a',
    adapters: [],
  });
  assert.deepEqual(parseSourceUrl('s3://b/a.zip|zip:in/side/|neuroglancer-precomputed:'), {
    format: 'precomputed',
    root: 's3://b/a.zip',
    adapters: ['zip:in/side/'],
  });
  assert.deepEqual(parseSourceUrl('vtk://https://h/a.vtk.gz|gzip:'), {
    format: 'vtk',
    root: 'https://h/a.vtk.gz',
    adapters: ['gzip:'],
  });
  assert.deepEqual(parseSourceUrl('https://host/a'), {
    format: undefined,
    root: 'https://host/a',
    adapters: [],
  });
  assert.deepEqual(parseSourceUrl('local://annotations'), {
    format: undefined,
    root: 'local://annotations',
    adapters: [],
  });
});

test('sources are text, an object or many; what has no address is left out', () => {
  const written = (source: unknown) => {
    const { state, warnings } = readState({ layers: [{ name: 'a', source: source as string }] });
    const [layer] = writeState(state)['layers'] as readonly { source: unknown }[];
    return [layer!.source, warnings.map(({ path }) => path)];
  };
  assert.deepEqual(written('a://b'), ['a://b', []]);
  assert.deepEqual(written({ url: 'a://b' }), ['a://b', []]);
  assert.deepEqual(written(['a://b']), ['a://b', []]);
  assert.deepEqual(written([{ url: 'a://b', theirs: 1 }, 'c://d']), [
    [{ url: 'a://b', theirs: 1 }, 'c://d'],
    [],
  ]);
  assert.deepEqual(written({ url: 'a://b', subsources: { mesh: { enabled: false } } }), [
    { url: 'a://b', subsources: { mesh: false } },
    [],
  ]);
  assert.deepEqual(written(''), [[], []]);
  assert.deepEqual(written([7, 'a://b']), ['a://b', ['layers[0].source[0]']]);
  // A matrix with a wrong row is no matrix.
  assert.deepEqual(
    written({
      url: 'a://b',
      transform: {
        matrix: [
          [1, 0],
          ['x', 1],
        ],
      },
    }),
    [{ url: 'a://b', transform: {} }, ['layers[0].source.transform.matrix[1]']],
  );
});
