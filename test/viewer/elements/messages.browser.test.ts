/** What is said where there is no WebGL2, and where hosts and networks go away and come back. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { TransientError } from '../../../datasets/errors.ts';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, mount, next, panelOf, picture, words } from '../support/harness.ts';
import { greyAt } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

const SIZE = 'style="display: block; width: 300px; height: 260px"';
const VIEW = 'layout="xy" position="5,4,1" zoom="0.125"';
const open = () => mount<FloodlightViewer>(`<floodlight-viewer ${SIZE} ${VIEW}>${IMAGE}</floodlight-viewer>`);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function assertShown(viewer: FloodlightViewer): Promise<void> {
  const grey = greyAt([5, 4, 1]);
  assert.deepEqual((await picture(viewer)).at(panelOf(viewer, 'xy'), [4, 4]), [grey, grey, grey]);
}

/** Fails the next reads of `info`. */
function breakInfo(viewer: FloodlightViewer, times: number): void {
  const { stores } = viewer;
  let left = times;
  viewer.stores = (url) => {
    const store = stores?.(url);
    if (!store) return undefined;
    const get: typeof store.get = (key, options) => {
      if (key === 'info' && left-- > 0)
        throw new TransientError({ subject: key, expected: 'an answer', got: 'status 503' });
      return store.get(key, options);
    };
    return { ...store, name: store.name, get };
  };
}

test('without WebGL2 the element says so with a cure, once; its bar and its state work', async () => {
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = (() => null) as typeof getContext;
  try {
    const errors: string[] = [];
    // It is said with the first update, before `open` is done.
    document.body.addEventListener('floodlight-error', ({ detail }) => errors.push(detail.tag));
    const viewer = await open();
    await wait(100);
    await viewer.updateComplete;
    assert.deepEqual(errors, ['unsupported']);
    assert.match(words(viewer, 'messages'), /WebGL2.*hardware acceleration/);
    viewer.layout = '4panel';
    viewer.state = { layers: [], title: 'still here' };
    await viewer.updateComplete;
    await wait(50);
    assert.deepEqual(errors, ['unsupported']);
    assert.equal(viewer.state['title'], 'still here');
    assert.ok(viewer.renderRoot.querySelector('floodlight-layers'));
  } finally {
    HTMLCanvasElement.prototype.getContext = getContext;
  }
});

test('a host that hiccups twice is asked again, and nobody hears of it', async () => {
  const viewer = await open();
  breakInfo(viewer, 2);
  const errors: unknown[] = [];
  viewer.addEventListener('floodlight-error', ({ detail }) => errors.push(detail));
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(errors, []);
  await assertShown(viewer);
});

for (const how of ['the button', 'the network that is back'] as const) {
  test(`a layer that could not be opened says so, and is opened by ${how}`, async () => {
    const viewer = await open();
    breakInfo(viewer, 3);
    await next(viewer, 'floodlight-error');
    await viewer.updateComplete;
    assert.match(words(viewer, 'messages'), /em: could not be fetched.*status 503/);
    const retry = viewer.renderRoot.querySelector('[part="retry"]') as HTMLElement;
    assert.equal(retry.textContent, '1 part failed · try again');
    const idle = next(viewer, 'floodlight-idle');
    if (how === 'the button') retry.click();
    else window.dispatchEvent(new Event('online'));
    await idle;
    await viewer.updateComplete;
    assert.equal(words(viewer, 'messages'), '');
    assert.equal(viewer.renderRoot.querySelector('[part="retry"]'), null);
    await assertShown(viewer);
  });
}

test('what is on its way is counted in the status line until it is there', async () => {
  const viewer = await open();
  const { stores } = viewer;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  viewer.stores = (url) => {
    const store = stores?.(url);
    if (!store) return undefined;
    const get: typeof store.get = async (key, options) => {
      if (key !== 'info') await released;
      return store.get(key, options);
    };
    return { ...store, name: store.name, get };
  };
  while (words(viewer, 'loading-count') === '')
    await next(viewer, 'floodlight-progress').then(() => viewer.updateComplete);
  assert.match(words(viewer, 'loading-count'), /^[1-9]\d* loading$/);
  const idle = next(viewer, 'floodlight-idle');
  release();
  await idle;
  await viewer.updateComplete;
  assert.equal(words(viewer, 'loading-count'), '');
  await assertShown(viewer);
});
