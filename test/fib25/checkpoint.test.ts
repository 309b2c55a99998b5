import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Store } from '../../datasets/stores/store.ts';
import {
  assertWeightsFit,
  parseModelArgs,
  readCheckpoint,
  tensorValues,
  weightsFromCheckpoint,
} from '../../ffn/model/index.ts';
import { fib25Path } from '../support/paths.ts';

const PREFIX = 'model.ckpt-27465036';
const DATA_FILE = `${PREFIX}.data-00000-of-00001`;
const PUBLISHED_ARGS = '{"depth": 12, "fov_size": [33, 33, 33], "deltas": [8, 8, 8]}';

/** The published checkpoint, with one byte flipped where a file and an offset are given. */
function publishedModel(flip?: { file: string; offset: number }): Store {
  return {
    name: 'fib25/model',
    async get(key) {
      const bytes = new Uint8Array(await readFile(fib25Path('model', key)));
      if (flip?.file === key) bytes[flip.offset] ^= 1;
      return bytes;
    },
  };
}

test('the published checkpoint has 54 tensors with the values that the specification gives', async () => {
  const checkpoint = await readCheckpoint(publishedModel(), PREFIX);
  assert.equal(checkpoint.size, 54);
  assert.deepEqual(tensorValues(checkpoint.get('global_step')!), Int32Array.of(27465036));
  assert.deepEqual(checkpoint.get('filter_out_bounds_coordinates/fraction')!.shape, [2]);
  const bias = tensorValues(checkpoint.get('seed_update/conv_lom/biases')!);
  assert.equal(Number(bias[0]).toFixed(5), '0.31461');
  assert.deepEqual(checkpoint.get('seed_update/conv10_b/weights')!.shape, [3, 3, 3, 32, 32]);
});

test('its weights fit the network of the published request, 638,433 parameters', async () => {
  const weights = weightsFromCheckpoint(await readCheckpoint(publishedModel(), PREFIX));
  assertWeightsFit(parseModelArgs(PUBLISHED_ARGS), weights);
  let parameters = 0;
  for (const { data } of weights.values()) parameters += data.length;
  assert.equal(parameters, 638_433);
});

test('a flipped byte in the data file is reported with file, tensor and offset', async () => {
  // conv4_b/weights lies at 1335860; see the table in the specification.
  const broken = publishedModel({ file: DATA_FILE, offset: 1335860 + 5000 });
  await assert.rejects(readCheckpoint(broken, PREFIX), {
    name: 'CorruptDataError',
    message:
      /data-00000-of-00001, tensor "seed_update\/conv4_b\/weights": expected CRC 0x[0-9a-f]{8} of 110592 bytes at offset 1335860, got 0x/,
  });
});

test('a flipped byte in the index is reported with the block that holds it', async () => {
  await assert.rejects(readCheckpoint(publishedModel({ file: `${PREFIX}.index`, offset: 700 }), PREFIX), {
    name: 'CorruptDataError',
    message: /model\.ckpt-27465036\.index: expected CRC 0x[0-9a-f]{8} of the block at offset 0, got 0x/,
  });
  await assert.rejects(readCheckpoint(publishedModel({ file: `${PREFIX}.index`, offset: 2342 }), PREFIX), {
    message: /expected the magic 0xdb4775248b80fb57 at offset 2335/,
  });
});
