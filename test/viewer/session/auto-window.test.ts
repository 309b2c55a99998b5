import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateWindows, windowOf } from '../../../viewer/session/auto-window.ts';
import type { LayerState } from '../../../viewer/session/layer-state.ts';
import type { ChunkCache } from '../../../viewer/session/slices.ts';
import { type ChunkData, planeBasis } from '../../../viewer/state/index.ts';

test('the darkest and the lightest hundredth are cut off, in any order', () => {
  const ramp = Array.from({ length: 1001 }, (_, i) => (i * 2) % 1001);
  assert.deepEqual(windowOf(ramp), [10, 990]);
  assert.deepEqual(windowOf([5, 5, 5]), [4, 5]);
  assert.equal(windowOf([]), undefined);
});

/** 10 x 10 x 2 voxels: the plane z 0 holds 1000 to 1099, the other one 60000. */
function layerOf(dataType: 'uint8' | 'uint16'): { layer: LayerState; chunks: ChunkCache } {
  const samples = Array.from({ length: 200 }, (_, i) => (i < 100 ? 1000 + i : 60_000));
  const data = dataType === 'uint8' ? Uint8Array.from(samples) : Uint16Array.from(samples);
  const chunk: ChunkData = { dataType, numChannels: 1, size: [10, 10, 2], data };
  const scale = {
    bounds: { begin: [0, 0, 0], end: [10, 10, 2] },
    voxelSizeNm: [1, 1, 1],
    chunkSize: [10, 10, 2],
  } as const;
  const layer = {
    key: 'a',
    spec: { type: 'image', name: '', source: '', segments: [] },
    windows: new Map(),
    source: { info: { dataType, numChannels: 1, scales: [scale] } },
  } as unknown as LayerState;
  return { layer, chunks: { peek: () => chunk } as unknown as ChunkCache };
}

const cut = { basis: planeBasis('xy'), centerNm: [5, 5, 0.5], nmPerPixel: 1, width: 10, height: 10 } as const;

test('only what the panels show counts; found once it is complete, a window stays', () => {
  const { layer, chunks } = layerOf('uint16');
  assert.equal(updateWindows([layer], chunks, [{ cut }], false), true);
  const [black, white] = layer.windows.get(0)?.window ?? [0, 0];
  assert.ok(black >= 1000 && black <= 1002 && white >= 1097 && white <= 1099, `${black} ${white}`);
  assert.equal(updateWindows([layer], chunks, [{ cut }], true), false);
  const other = { ...cut, centerNm: [5, 5, 1.5] as const };
  assert.equal(updateWindows([layer], chunks, [{ cut: other }], true), false);
  assert.equal(layer.windows.get(0)?.window[1], white);
});

test('bytes keep their whole range, unless the page asks', () => {
  const { layer, chunks } = layerOf('uint8');
  assert.equal(updateWindows([layer], chunks, [{ cut }], true), false);
  layer.spec = { ...layer.spec, image: { channels: [{ channel: 0, window: 'auto', color: [1, 1, 1] }] } };
  assert.equal(updateWindows([layer], chunks, [{ cut }], true), true);
});
