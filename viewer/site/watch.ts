/** A demo that runs: its steps so far above the viewer, and layers as they come. */
import type { Json, JsonObject } from '../../datasets/links/index.ts';
import type { FloodlightViewer } from '../index.ts';
import { readViewFile } from './view-file.ts';

const PERIOD_MS = 1000;

/** What the program writes to `data/progress.json`. */
interface Progress {
  readonly title: string;
  readonly done: boolean;
  readonly running: string | null;
  readonly steps: readonly { readonly name: string; readonly seconds: number; readonly result: string }[];
}

export interface WatchParts {
  readonly main: HTMLElement;
  /** Makes the viewer, once there is something to show. */
  open(): FloodlightViewer;
  entitle(title: string): void;
}

/** Follows the demo until it is done; says so where the program no longer answers. */
export async function watch({ main, open, entitle }: WatchParts): Promise<void> {
  const list = document.createElement('ol');
  list.className = 'progress';
  list.setAttribute('aria-live', 'polite');
  main.before(list);
  let viewer: FloodlightViewer | undefined;
  let shown = '';
  for (;;) {
    const progress = (await read('data/progress.json')) as Progress | undefined;
    if (!progress) {
      list.replaceChildren(item('the program does not answer: is it still running?', 'failed'));
      if (shown !== '') return;
    } else {
      entitle(progress.title);
      list.replaceChildren(...lines(progress));
      const view = await read('data/viewer.json');
      const text = JSON.stringify(view);
      if (view && text !== shown) {
        shown = text;
        viewer ??= open();
        showView(viewer, view as Json);
      }
      if (progress.done) return void list.remove();
    }
    await new Promise((resolve) => setTimeout(resolve, PERIOD_MS));
  }
}

/** The layers are new; where a person looks is left as it is. */
function showView(viewer: FloodlightViewer, view: Json): void {
  const { state, model } = readViewFile(view, new URL('data/viewer.json', document.baseURI).href);
  if (model !== undefined) viewer.segmenterModel = model;
  const now = viewer.state as JsonObject;
  const layers = state['layers'] as Json;
  viewer.state = now['layers'] === undefined ? state : { ...now, layers };
}

function lines({ steps, running }: Progress): HTMLElement[] {
  const done = steps.map(({ name, seconds, result }) =>
    item(`${name}: ${result} (${seconds.toFixed(1)} s)`, 'done'),
  );
  return running === null ? done : [...done, item(`${running} …`, 'running')];
}

function item(text: string, state: string): HTMLElement {
  const element = document.createElement('li');
  element.textContent = text;
  element.dataset['state'] = state;
  return element;
}

/** Undefined where it is not there, or half written. */
async function read(file: string): Promise<unknown> {
  try {
    const response = await fetch(new URL(file, document.baseURI), { cache: 'no-cache' });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
