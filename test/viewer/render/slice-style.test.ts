import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImageStyle, imageUniforms, MAX_CHANNELS } from '../../../viewer/render/slice-style.ts';

const channel = (index: number) =>
  ({ channel: index, window: [index, 10 + index], color: [index, 0, 1] }) as const;

test('arrays of uniforms have the length that the shader declares, whatever the number of channels', () => {
  for (const count of [1, 2, 4, 6]) {
    const style: ImageStyle = {
      type: 'image',
      opacity: 0.5,
      blend: 'normal',
      isSmooth: false,
      channels: Array.from({ length: count }, (_, i) => channel(i)),
    };
    const { u_num_channels, u_channels, u_windows, u_colors } = imageUniforms(style);
    assert.equal(u_num_channels, Math.min(count, MAX_CHANNELS));
    assert.deepEqual([u_channels.length, u_windows.length, u_colors.length], [4, 8, 12]);
    assert.deepEqual(u_windows.slice(0, 2), [0, 10]);
  }
});
