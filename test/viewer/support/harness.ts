/** Speaks of elements in a reader's words: what is shown where, what is said. Only this file knows shadow trees. */
import type { Store } from '../../../datasets/stores/index.ts';
import type { FloodlightEvents } from '../../../viewer/elements/events.ts';
import type { FloodlightScene, FloodlightSlice, FloodlightViewer } from '../../../viewer/index.ts';
import { createTinyStores } from './tiny-dataset.ts';

type Shown = FloodlightViewer | FloodlightSlice | FloodlightScene;

export const IMAGE =
  '<floodlight-layer type="image" name="em" source="precomputed://https://tiny.example/image"></floodlight-layer>';
export const labels = (segments = '') =>
  `<floodlight-layer type="segmentation" name="cells" source="precomputed://https://tiny.example/labels" segments="${segments}"></floodlight-layer>`;

/** Puts markup into the page, over data in memory. The element is the markup's first. */
export async function mount<Element extends Shown>(
  markup: string,
  more: ReadonlyMap<string, Store> = new Map(),
): Promise<Element> {
  const stores = new Map<string, Store>([...(await createTinyStores()), ...more]);
  const box = document.createElement('div');
  box.innerHTML = markup;
  const element = box.firstElementChild as Element;
  element.stores = (url) => stores.get(url);
  element.workerUrl = 'none';
  document.body.append(box);
  return element;
}

/** Resolves with the next event of a name. */
export function next<Name extends keyof FloodlightEvents>(
  element: HTMLElement,
  name: Name,
): Promise<FloodlightEvents[Name]> {
  return new Promise((resolve) => {
    element.addEventListener(name, (event) => resolve(event as FloodlightEvents[Name]), { once: true });
  });
}

/** A panel of a viewer. */
export function panelOf(viewer: FloodlightViewer, area: string): HTMLElement {
  return viewer.renderRoot.querySelector<HTMLElement>(`[data-area="${area}"]`) as HTMLElement;
}

/** Everything an element says, in lines. */
export function words(element: Shown, part: string): string {
  const node = element.renderRoot.querySelector(`[part~="${part}"]`);
  return (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** The element's picture; `at` takes CSS pixels from a panel's centre, x right and y down. */
export async function picture(element: Shown) {
  const bitmap = await createImageBitmap(await element.snapshot());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
  const origin = element.getBoundingClientRect();
  return {
    data,
    width,
    at(panel: HTMLElement, [dx, dy]: readonly [number, number]): number[] {
      const { left, top, width: w, height: h } = panel.getBoundingClientRect();
      const x = Math.floor(left - origin.left + w / 2 + dx);
      const y = Math.floor(top - origin.top + h / 2 + dy);
      return [...data.slice(4 * (x + width * y), 4 * (x + width * y) + 3)];
    },
  };
}
