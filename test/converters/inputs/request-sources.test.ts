import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestSources, inputOf } from '../../../converters/inputs/index.ts';
import { parseMessage } from '../../../ffn/inference/index.ts';
import { repoPath } from '../../support/paths.ts';

const input = (text: string): string => inputOf(parseMessage('DecoratedVolume', text, 'volume'));
const tensorstore = (spec: object): string => input(`tensorstore: ${JSON.stringify(JSON.stringify(spec))}`);

test('volumes of a request as a command line names them', () => {
  assert.equal(input('hdf5: "maps/grey.h5:raw"'), 'maps/grey.h5:raw');
  const driver = 'neuroglancer_precomputed';
  assert.equal(tensorstore({ driver, kvstore: 'gs://bucket/fib25/' }), 'precomputed://gs://bucket/fib25/');
  assert.equal(
    tensorstore({ driver, open: true, kvstore: { driver: 'gcs', bucket: 'b', path: 'fib25' }, path: 'em' }),
    'precomputed://gs://b/fib25/em',
  );
  assert.equal(
    tensorstore({ driver, kvstore: { driver: 'file', path: '/data/em/' } }),
    'precomputed:///data/em/',
  );
  assert.equal(
    tensorstore({ driver: 'zarr3', kvstore: { driver: 'http', base_url: 'https://host', path: '/em.zarr' } }),
    'zarr://https://host/em.zarr',
  );
  assert.equal(input(''), '');
});

test('what cannot be opened is said before anything is read', () => {
  assert.throws(() => input('volinfo: "/cns/x.volinfo"'), /expected hdf5 or tensorstore, got volinfo "\/cns/);
  assert.throws(() => input('hdf5: "a:b" decorator_specs: "x"'), /got decorator_specs "x"/);
  assert.throws(() => input('tensorstore: "{"'), /tensorstore specification: expected JSON, got \{/);
  assert.throws(
    () => tensorstore({ driver: 'json' }),
    /expected a driver of neuroglancer_precomputed, .*, got json/,
  );
  assert.throws(() => tensorstore({ driver: 'n5' }), /expected a kvstore/);
  const transform = { input_rank: 4 };
  assert.throws(() => tensorstore({ driver: 'n5', kvstore: 'file:///x', transform }), /got transform/);
});

test('a mask in an HDF5 file opens and is closed with the others; a missing file is said', async () => {
  const sources = createRequestSources();
  const path = repoPath('test/fixtures/npy-does-not-exist.h5');
  await assert.rejects(sources.openVolume(parseMessage('DecoratedVolume', `hdf5: "${path}:mask"`, 'v')));
  await assert.rejects(sources.readFile(path), { name: 'MissingError' });
  assert.ok((await sources.readFile(repoPath('package.json'))).length > 0);
  await sources.close();
});
