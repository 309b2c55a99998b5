/** What a page does to elements, and what states do that mean harm. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, labels, mount, next, words } from '../support/harness.ts';
import { WIDE_LABEL } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

const SIZE = 'style="display: block; width: 300px; height: 260px"';
const open = (more = '', children = IMAGE) =>
  mount<FloodlightViewer>(`<floodlight-viewer ${SIZE} ${more}>${children}</floodlight-viewer>`);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a hundred times out of the page and back leave no listener and one context', async () => {
  const listeners = new Map<string, number>();
  const contexts: { isContextLost(): boolean }[] = [];
  const { addEventListener, removeEventListener } = window;
  const { getContext } = HTMLCanvasElement.prototype;
  const count = (name: string, by: number) => listeners.set(name, (listeners.get(name) ?? 0) + by);
  window.addEventListener = ((...args: Parameters<typeof addEventListener>) => {
    count(args[0], 1);
    addEventListener.apply(window, args);
  }) as typeof addEventListener;
  window.removeEventListener = ((...args: Parameters<typeof removeEventListener>) => {
    count(args[0], -1);
    removeEventListener.apply(window, args);
  }) as typeof removeEventListener;
  HTMLCanvasElement.prototype.getContext = function (
    this: HTMLCanvasElement,
    kind: string,
    options?: unknown,
  ) {
    const context = Reflect.apply(getContext, this, [kind, options]);
    if (kind === 'webgl2') contexts.push(context);
    return context;
  } as typeof getContext;
  try {
    const viewer = await open('layout="xy"');
    await next(viewer, 'floodlight-idle');
    const before = new Map(listeners);
    const parent = viewer.parentElement as HTMLElement;
    for (let i = 0; i < 100; i++) {
      viewer.remove();
      parent.append(viewer);
      await viewer.updateComplete;
    }
    await next(viewer, 'floodlight-idle');
    assert.deepEqual([...listeners], [...before]);
    assert.equal(contexts.length, 101);
    assert.equal(contexts.filter((context) => !context.isContextLost()).length, 1);
  } finally {
    Object.assign(window, { addEventListener, removeEventListener });
    HTMLCanvasElement.prototype.getContext = getContext;
  }
});

test('without any size nothing breaks; with one, everything is shown', async () => {
  const viewer = await open('layout="xy"');
  viewer.style.cssText = 'display: block; width: 0; height: 0; min-height: 0';
  const errors: unknown[] = [];
  viewer.addEventListener('floodlight-error', ({ detail }) => errors.push(detail));
  await next(viewer, 'floodlight-load');
  await wait(100);
  viewer.style.cssText = 'display: block; width: 300px; height: 260px';
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(errors, []);
  assert.ok((viewer.zoom as number) > 0);
});

test('lazy elements load when they come into sight; a poster stands in until then', async () => {
  const box = document.createElement('div');
  box.style.height = '4000px';
  document.body.append(box);
  const picture = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==';
  const viewer = await open(`loading="lazy" poster="${picture}" layout="xy"`);
  await wait(150);
  assert.equal(viewer.renderRoot.querySelector('canvas'), null);
  viewer.scrollIntoView();
  await next(viewer, 'floodlight-idle');
  await viewer.updateComplete;
  assert.equal(viewer.renderRoot.querySelector('.poster'), null);
  window.scrollTo(0, 0);
});

test('progress counts what is on its way; what failed can be tried again', async () => {
  const viewer = await open('layout="xy"');
  const { stores } = viewer;
  let isBroken = true;
  viewer.stores = (url) => {
    const store = stores?.(url);
    if (!store) return undefined;
    const get: typeof store.get = async (key, options) => {
      const bytes = await store.get(key, options);
      return isBroken && key !== 'info' ? bytes?.subarray(0, 3) : bytes;
    };
    return { ...store, name: store.name, get };
  };
  const seen: { loading: number; failed: number }[] = [];
  viewer.addEventListener('floodlight-progress', ({ detail }) => seen.push(detail));
  await next(viewer, 'floodlight-idle');
  await viewer.updateComplete;
  assert.ok(seen.some(({ loading }) => loading > 0));
  const failed = seen.at(-1)?.failed as number;
  assert.ok(failed > 0, 'chunks cut short fail');
  const retry = viewer.renderRoot.querySelector('[part="retry"]') as HTMLElement;
  assert.equal(retry.textContent, `${failed === 1 ? '1 part' : `${failed} parts`} failed · try again`);
  isBroken = false;
  const idle = next(viewer, 'floodlight-idle');
  retry.click();
  await idle;
  await viewer.updateComplete;
  assert.equal(viewer.renderRoot.querySelector('[part="retry"]'), null);
  assert.equal(seen.at(-1)?.failed, 0);
});

/** Everything a state can name, as what a page must never run. */
const PAYLOADS = [
  '<img src=x onerror="globalThis.wasRun = true">',
  '"><script>globalThis.wasRun = true</script>',
  'javascript:globalThis.wasRun=true',
  '__proto__',
  '\u202E\u0000',
];

test('markup, scripts and strange names in a state are words', async () => {
  const viewer = await open();
  viewer.stores = (url) => createMemoryStore(url);
  await next(viewer, 'floodlight-error');
  for (const bad of PAYLOADS) {
    viewer.state = {
      title: bad,
      [bad]: bad,
      layout: bad,
      position: [bad, 1, 2],
      layers: [
        { type: 'image', name: bad, source: bad },
        {
          type: 'segmentation',
          name: `${bad}2`,
          source: `precomputed://${bad}`,
          segments: [bad],
          segmentColors: { 1: bad },
        },
        { type: bad, name: bad, source: `precomputed://https://h/${bad}`, shader: bad },
      ],
    };
    await viewer.updateComplete;
    await wait(30);
  }
  assert.equal((globalThis as { wasRun?: boolean }).wasRun, undefined);
  assert.equal(({} as { layers?: unknown }).layers, undefined, 'no prototype was reached');
  const strange = viewer.renderRoot.querySelectorAll(
    'script, img:not(.poster), iframe, a[href^="javascript"]',
  );
  assert.equal(strange.length, 0);
  assert.match(words(viewer, 'messages'), /\S/);
});

test('a link beyond 5 MB and one nested too deep are refused at once, with words', async () => {
  const viewer = await open();
  await next(viewer, 'floodlight-idle');
  const before = viewer.state;
  const huge = `#!${encodeURIComponent(JSON.stringify({ title: 'x'.repeat(6_000_000) }))}`;
  const deep = `#!{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  for (const [link, said] of [
    [huge, /expected at most/],
    [deep, /expected/],
  ] as const) {
    const began = performance.now();
    await assert.rejects(viewer.openLink(link), said);
    assert.ok(performance.now() - began < 2000);
  }
  assert.deepEqual(viewer.state, before);
});

test('a hundred thousand segments are listed in part, counted, and written back whole', async () => {
  const viewer = await open('layout="xy"', `${IMAGE}${labels()}`);
  await next(viewer, 'floodlight-idle');
  const ids = Array.from({ length: 100_000 }, (_, i) => BigInt(i) + WIDE_LABEL);
  viewer.select(ids);
  await viewer.updateComplete;
  const [, cells] = viewer.state['layers'] as { segments?: string[] }[];
  assert.equal(cells?.segments?.length, 100_000);
  assert.equal(cells?.segments?.at(-1), `${WIDE_LABEL + 99_999n}`);
});
