import type { PlacedPanel } from './panels.ts';

/** Remembers where panels were drawn last: what is between them must keep nothing of an older layout. */
export class Places {
  private last = '';

  /** @param canvas its size, device pixels. */
  isSame(canvas: HTMLCanvasElement, panels: readonly PlacedPanel[]): boolean {
    return keyOf(canvas, panels) === this.last;
  }

  keep(canvas: HTMLCanvasElement, panels: readonly PlacedPanel[]): void {
    this.last = keyOf(canvas, panels);
  }

  forget(): void {
    this.last = '';
  }
}

const keyOf = ({ width, height }: HTMLCanvasElement, panels: readonly PlacedPanel[]) =>
  JSON.stringify([width, height, panels]);
