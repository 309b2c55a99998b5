/** Shows an object while it grows, to those who ask. */
import type { Zyx } from '../../datasets/geometry/index.ts';
import type { Canvas } from './canvas.ts';
import type { InferenceHooks } from './events.ts';
import type { Fov } from './field-of-view.ts';

export interface Preview {
  /** The network was evaluated here. */
  note(position: Zyx): void;
  /** @returns what has changed since the last preview, where one is wanted now. */
  take(): Fov | undefined;
}

export function createPreview(
  { shape, margin }: Canvas,
  { isPreviewDue, onPreview }: InferenceHooks,
): Preview {
  let extent: { readonly min: Zyx; readonly max: Zyx } | undefined;
  return {
    note(position) {
      if (!onPreview) return;
      const { min, max } = extent ?? { min: position, max: position };
      extent = { min: pick(Math.min, min, position), max: pick(Math.max, max, position) };
    },
    take() {
      if (!extent || !onPreview || isPreviewDue?.() === false) return undefined;
      const { min, max } = extent;
      extent = undefined;
      const start = pick((v, by) => v - by, min, margin);
      const end = pick((v, by) => v + by + 1, max, margin);
      return { shape, start, size: pick((to, from) => to - from, end, start) };
    },
  };
}

const pick = (choose: (a: number, b: number) => number, a: Zyx, b: Zyx): Zyx => [
  choose(a[0], b[0]),
  choose(a[1], b[1]),
  choose(a[2], b[2]),
];
