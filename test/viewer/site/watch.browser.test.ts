import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import { watch } from '../../../viewer/site/watch.ts';

const real = window.fetch;
afterEach(() => {
  window.fetch = real;
  document.body.replaceChildren();
});

const viewWith = (...names: string[]) => ({
  dimensions: { x: [1e-8, 'm'], y: [1e-8, 'm'], z: [1e-8, 'm'] },
  layers: names.map((name) => ({ type: 'image', name, source: 'precomputed://image' })),
});

/** Answers each round of requests with the next of these; the last one stays. */
function answer(rounds: readonly { progress?: unknown; view?: unknown }[]): void {
  let round = -1;
  window.fetch = async (input) => {
    const isProgress = String(input).includes('progress.json');
    if (isProgress) round = Math.min(round + 1, rounds.length - 1);
    const body = isProgress ? rounds[round]!.progress : rounds[round]!.view;
    return body === undefined ? new Response('', { status: 404 }) : Response.json(body);
  };
}

function parts() {
  const main = document.createElement('main');
  document.body.append(main);
  const states: unknown[] = [];
  let opened = 0;
  const viewer = {
    get state() {
      return states.at(-1) ?? {};
    },
    set state(state: unknown) {
      states.push(state);
    },
  };
  const open = () => {
    opened++;
    return viewer as unknown as FloodlightViewer;
  };
  return { main, open, entitle: () => {}, states, opened: () => opened };
}

const step = (name: string) => ({ name, seconds: 1, result: 'all of it' });

test('steps and layers are shown as they come, and the list goes when all is done', async () => {
  answer([
    { progress: { title: 'Sample', done: false, running: 'image', steps: [] } },
    {
      progress: { title: 'Sample', done: false, running: 'segment', steps: [step('image')] },
      view: viewWith('image'),
    },
    {
      progress: { title: 'Sample', done: true, running: null, steps: [step('image'), step('segment')] },
      view: viewWith('image', 'labels'),
    },
  ]);
  const { states, opened, ...given } = parts();
  const texts: string[] = [];
  const observer = new MutationObserver(() =>
    texts.push(document.querySelector('.progress')?.textContent ?? ''),
  );
  observer.observe(document.body, { childList: true, subtree: true });
  await watch(given);
  observer.disconnect();
  assert.equal(opened(), 1);
  const names = states.map((state) =>
    (state as { layers: { name: string }[] }).layers.map(({ name }) => name).join(),
  );
  assert.deepEqual(names, ['image', 'image,labels']);
  assert.ok(texts.includes('image …'), texts.join(' | '));
  assert.ok(texts.includes('image: all of it (1.0 s)segment …'), texts.join(' | '));
  assert.equal(document.querySelector('.progress'), null);
});

test('a program that no longer answers is said to be gone', async () => {
  answer([
    { progress: { title: 'Sample', done: false, running: 'segment', steps: [] }, view: viewWith('image') },
    {},
  ]);
  await watch(parts());
  assert.match(document.querySelector('.progress')?.textContent ?? '', /does not answer/);
});
