/** CSS pixels, x right and y down. */
export type Pixels = readonly [x: number, y: number];

export interface PointerActions {
  /** The pointer went this far with the first button held. */
  drag(delta: Pixels): void;
  /** A wheel turned without modifiers: -1 towards the reader, 1 away. Leave out to let the page scroll. */
  step?(direction: 1 | -1, fast: boolean): void;
  /** A wheel turned with Ctrl, or a pinch: scale grows by this factor. @param at pixels from the centre. */
  zoom(factor: number, at: Pixels): void;
  /** The pointer is here, in pixels from the centre; undefined when it left. */
  hover?(at: Pixels | undefined): void;
}

/** Wheel travel that zooms by e, in the unit of each `deltaMode`: pixels, lines, pages. */
const WHEEL_UNITS = [1 / 200, 1 / 10, 2] as const;

/** Listens on a surface. @returns how to stop. */
export function listenToPointer(surface: HTMLElement, actions: PointerActions): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const fromCenter = ({ clientX, clientY }: MouseEvent): Pixels => {
    const { left, top, width, height } = surface.getBoundingClientRect();
    return [clientX - left - width / 2, clientY - top - height / 2];
  };
  let last: Pixels | undefined;
  const end = () => {
    last = undefined;
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    last = [event.clientX, event.clientY];
    surface.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    actions.hover?.(fromCenter(event));
    if (!last) return;
    const now: Pixels = [event.clientX, event.clientY];
    actions.drag([now[0] - last[0], now[1] - last[1]]);
    last = now;
  };
  const onWheel = (event: WheelEvent) => {
    if (event.ctrlKey) {
      const unit = WHEEL_UNITS[event.deltaMode] ?? WHEEL_UNITS[0];
      actions.zoom(Math.exp(event.deltaY * unit), fromCenter(event));
    } else if (actions.step && event.deltaY !== 0) {
      actions.step(event.deltaY > 0 ? -1 : 1, event.shiftKey);
    } else return;
    event.preventDefault();
  };
  surface.addEventListener('pointerdown', onDown, { signal });
  surface.addEventListener('pointermove', onMove, { signal });
  for (const name of ['pointerup', 'pointercancel'] as const) surface.addEventListener(name, end, { signal });
  surface.addEventListener('pointerleave', () => actions.hover?.(undefined), { signal });
  surface.addEventListener('wheel', onWheel, { signal, passive: false });
  return () => stop.abort();
}
