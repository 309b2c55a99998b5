import type { PanelRect } from '../render/index.ts';
import type { Orientation, PanelSize } from '../state/index.ts';

/** A part of the page that shows a cross-section or the scene, over the session's canvas. */
export interface Panel {
  readonly kind: Orientation | '3d';
  readonly element: Element;
}

/** Where a panel is now. */
export interface PlacedPanel extends PanelSize {
  /** Device pixels in the canvas. */
  readonly rect: PanelRect;
}

/** Measures panels against the canvas. One without extent is left out. */
export function placePanels(
  panels: Iterable<Panel>,
  canvas: { readonly left: number; readonly top: number },
  pixelRatio: number,
): PlacedPanel[] {
  return [...panels].flatMap(({ kind, element }): PlacedPanel[] => {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    // Edges are rounded, not sizes: panels that touch on the page touch in the canvas.
    const device = (css: number, origin: number) => Math.round((css - origin) * pixelRatio);
    const rect: PanelRect = {
      left: device(left, canvas.left),
      top: device(top, canvas.top),
      width: device(right, canvas.left) - device(left, canvas.left),
      height: device(bottom, canvas.top) - device(top, canvas.top),
    };
    return rect.width > 0 && rect.height > 0 ? [{ kind, width, height, rect }] : [];
  });
}
