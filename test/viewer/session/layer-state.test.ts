import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adjustedWindow, imageStyle } from '../../../viewer/session/layer-state.ts';
import { DEFAULT_IMAGE_LOOK, type LayerSpec } from '../../../viewer/state/index.ts';

const INFO = { dataType: 'uint8', numChannels: 3, scales: [] } as const;
const spec = (image: LayerSpec['image']): LayerSpec => ({
  type: 'image',
  name: 'em',
  source: 'precomputed://x',
  segments: [],
  image,
});

/** What a shader makes of a window. */
const level = (value: number, [black, white]: readonly [number, number]) => (value - black) / (white - black);

test('brightness is added to a level, contrast multiplies it, inversion turns it round', () => {
  const window = [20, 220] as const;
  const look = { brightness: 0.1, contrast: 0.5, isInverted: false };
  for (const value of [20, 100, 220]) {
    const wanted = (level(value, window) + 0.1) * Math.exp(0.5);
    assert.ok(Math.abs(level(value, adjustedWindow(window, look)) - wanted) < 1e-12);
    const inverted = level(value, adjustedWindow(window, { ...look, isInverted: true }));
    assert.ok(Math.abs(inverted - (1 - wanted)) < 1e-12);
  }
  assert.deepEqual(adjustedWindow(window, DEFAULT_IMAGE_LOOK), [20, 220]);
});

test('channels that the data do not have are left out; without any, the first is grey', () => {
  const red = { channel: 2, window: [1, 2], color: [1, 0, 0] } as const;
  const beyond = { channel: 3, window: undefined, color: [0, 1, 0] } as const;
  const chosen = imageStyle(spec({ channels: [red, beyond] }), INFO);
  assert.deepEqual(chosen.channels, [red]);
  const plain = imageStyle(spec(undefined), INFO);
  assert.deepEqual(plain.channels, [{ channel: 0, window: [0, 255], color: [1, 1, 1] }]);
});
