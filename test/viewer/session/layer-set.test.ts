import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LayerSet } from '../../../viewer/session/layer-set.ts';
import type { LayerSpec } from '../../../viewer/state/index.ts';
import type { LayerSource, Sources } from '../../../viewer/workers/index.ts';

const spec = (name: string): LayerSpec => ({
  ...{ name, type: 'image', visible: true, segments: [] },
  source: `precomputed://https://tiny.example/${name}`,
});
const BASE = 'https://page.example/';
const OPEN = { info: { dataType: 'uint8', numChannels: 1, scales: [] } } as unknown as LayerSource;

test('a layer that was replaced is not waited for, however long its host takes to give up', async () => {
  const { promise: slow, reject } = Promise.withResolvers<LayerSource>();
  const sources = {
    open: (url: string) => (url.endsWith('slow') ? slow : Promise.resolve(OPEN)),
  } as unknown as Sources;
  const told: string[] = [];
  const set = new LayerSet(sources, {
    opened: () => told.push('opened'),
    changed: () => undefined,
    failed: ({ message }) => told.push(message),
    settled: () => told.push(`settled, ${set.isBusy ? 'busy' : 'at rest'}`),
  });
  void set.replace([spec('slow')], BASE);
  assert.equal(set.isBusy, true);
  await set.replace([spec('quick')], BASE);
  assert.deepEqual(told, ['opened', 'settled, at rest']);
  assert.equal(set.isBusy, false);
  reject(new DOMException('stopped', 'AbortError'));
  await slow.catch(() => undefined);
  assert.deepEqual([told.length, set.isBusy], [2, false]);
});
