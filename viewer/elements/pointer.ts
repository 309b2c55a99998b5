import { inputOf } from '../state/index.ts';
import { type Gesture, NO_GESTURE, type Pixels } from './gesture.ts';

export interface PointerActions {
  /** @param input as the bindings spell it. @returns whether it meant something. */
  act(input: string, gesture: Gesture): boolean;
  /** Whether a wheel without Ctrl is meant for this panel and not for the page around it. */
  takesWheel(): boolean;
  /** The reader pressed and let go at the same place. */
  click(at: Pixels): void;
  /** The pointer is here, in pixels from the centre; undefined when it left. */
  hover(at: Pixels | undefined): void;
}

/** Wheel travel that zooms by e, in the unit of each `deltaMode`: pixels, lines, pages. */
const WHEEL_UNITS = [1 / 200, 1 / 10, 2] as const;

/** Travel of a plane, in the same units: a notch of a wheel is one, small steps of a trackpad add up. */
const STEP_UNITS = [40, 1, 1] as const;

/** A hand that only clicks moves no farther. */
const CLICK_PIXELS = 4;

/** Listens on a surface. @returns how to stop. */
export function listenToPointer(surface: HTMLElement, actions: PointerActions): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ) => surface.addEventListener(name, listener, { signal, passive: false });
  const fromCenter = ({ clientX, clientY }: MouseEvent): Pixels => {
    const { left, top, width, height } = surface.getBoundingClientRect();
    return [clientX - left - width / 2, clientY - top - height / 2];
  };
  listenToDrags(on, surface, { actions, fromCenter });
  let travel = 0;
  on('wheel', (event) => {
    if (!event.ctrlKey && !actions.takesWheel()) return;
    const delta = event.deltaY !== 0 ? event.deltaY : event.deltaX;
    const unit = STEP_UNITS[event.deltaMode] ?? STEP_UNITS[0];
    travel = Math.sign(delta) === Math.sign(travel) ? travel + delta : delta;
    const steps = Math.abs(travel) >= unit ? (travel > 0 ? -1 : 1) : 0;
    if (steps !== 0) travel = 0;
    const factor = Math.exp(delta * (WHEEL_UNITS[event.deltaMode] ?? WHEEL_UNITS[0]));
    const gesture = { ...NO_GESTURE, at: fromCenter(event), steps, factor };
    if (actions.act(inputOf(event, 'wheel'), gesture)) event.preventDefault();
  });
  on('dblclick', (event) => {
    actions.act(inputOf(event, 'dblclick'), { ...NO_GESTURE, at: fromCenter(event) });
  });
  on('contextmenu', (event) => {
    const gesture = { ...NO_GESTURE, at: fromCenter(event) };
    if (actions.act(inputOf(event, 'rightclick'), gesture)) event.preventDefault();
  });
  on('pointerleave', () => actions.hover(undefined));
  return () => stop.abort();
}

type On = <Name extends keyof HTMLElementEventMap>(
  name: Name,
  listener: (event: HTMLElementEventMap[Name]) => void,
) => void;

interface DragUse {
  readonly actions: PointerActions;
  fromCenter(event: MouseEvent): Pixels;
}

/** A drag is what its modifiers were when it began. */
function listenToDrags(on: On, surface: HTMLElement, { actions, fromCenter }: DragUse): void {
  let drag: { readonly input: string; readonly from: Pixels; last: Pixels } | undefined;
  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    const at = fromCenter(event);
    drag = { input: inputOf(event, 'drag'), from: at, last: at };
    surface.setPointerCapture(event.pointerId);
  });
  on('pointermove', (event) => {
    const at = fromCenter(event);
    // What is dragged stays under the pointer, and a scene would be drawn once more to be picked from.
    if (!drag) return actions.hover(at);
    const delta: Pixels = [at[0] - drag.last[0], at[1] - drag.last[1]];
    const { input, from } = drag;
    drag.last = at;
    actions.act(input, { ...NO_GESTURE, at, from, delta });
  });
  const end = () => {
    drag = undefined;
  };
  on('pointerup', (event) => {
    const at = fromCenter(event);
    if (drag && Math.hypot(at[0] - drag.from[0], at[1] - drag.from[1]) < CLICK_PIXELS) actions.click(at);
    end();
  });
  on('pointercancel', end);
}
