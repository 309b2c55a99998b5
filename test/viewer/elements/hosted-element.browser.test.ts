import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, labels, mount, next, panelOf } from '../support/harness.ts';

afterEach(() => document.body.replaceChildren());

async function open(more = ''): Promise<FloodlightViewer> {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer id="v" ${more} style="display: block; width: 604px; height: 430px">${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  await viewer.updateComplete;
  return viewer;
}

const has = (viewer: FloodlightViewer, selector: string) =>
  viewer.renderRoot.querySelector(selector) !== null;

test('a page hides parts of the interface; keys bring lines and bar back', async () => {
  const viewer = await open('hide="location segment labels axis-lines scale-bar"');
  assert.ok(has(viewer, 'floodlight-layers') && !has(viewer, 'floodlight-position') && !has(viewer, '.tool'));
  const panel = panelOf(viewer, 'xy') as FloodlightViewer;
  await panel.updateComplete;
  assert.equal(panel.renderRoot.querySelector('.axis'), null);
  assert.equal(panel.renderRoot.querySelector('floodlight-scale-bar'), null);
  assert.equal(getComputedStyle(panel.renderRoot.querySelector('.label') as Element).display, 'none');
  assert.equal(viewer.state['showAxisLines'], false);
  assert.equal(viewer.canUndo, false, 'what the page says is no step');
  const surface = panel.renderRoot.querySelector('.surface');
  surface?.dispatchEvent(
    new KeyboardEvent('keydown', { code: 'KeyA', key: 'a', bubbles: true, composed: true }),
  );
  await panel.updateComplete;
  assert.ok(panel.renderRoot.querySelector('.axis'));
  viewer.hide = 'top-bar status';
  await viewer.updateComplete;
  assert.ok(!has(viewer, '.top') && !has(viewer, '.status'));
});

test('a state hides them by its own keys, and keeps those in its links', async () => {
  const viewer = await open();
  viewer.state = { ...viewer.state, showTopBar: false, showLocation: false } as never;
  await next(viewer, 'floodlight-idle');
  await viewer.updateComplete;
  assert.ok(!has(viewer, '.top'));
  assert.equal(viewer.state['showTopBar'], false);
});

/** Sends as a page of this origin, and gives the answer. */
function ask(message: object): Promise<Record<string, never>> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    const event = { data: message, origin: location.origin, source: port2 as unknown as MessageEventSource };
    window.dispatchEvent(new MessageEvent('message', event));
  });
}

test('messages of listed origins are answered: state, links, errors, versions', async () => {
  const viewer = await open(`allow-origins="https://other.example self"`);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { result, id } = await ask({ floodlight: 1, id: 7, method: 'getState' });
  assert.equal(id, 7);
  assert.deepEqual(result, viewer.state);
  assert.deepEqual((await ask({ floodlight: 1, method: 'select', args: [['17']] }))['result'], true);
  assert.deepEqual((await ask({ floodlight: 1, method: 'undo' }))['result'], true);
  const error = async (message: object) => ((await ask(message))['error'] as { message: string }).message;
  assert.match(await error({ floodlight: 2, method: 'getState' }), /expected version 1, got 2/);
  assert.match(await error({ floodlight: 1, method: 'remove' }), /method: expected getState, .*got "remove"/);
  assert.match(await error({ floodlight: 1, method: 'constructor' }), /got "constructor"/);
  assert.match(await error({ floodlight: 1, method: 'openLink', args: ['#!{"a":'] }), /expected/);
  assert.match(await error({ floodlight: 1, method: 'getState', args: 3 }), /args: expected an array/);
  assert.equal(viewer.isConnected, true);
});

test('foreign origins, other viewers’ messages and messages of others are not answered', async () => {
  const viewer = await open('allow-origins="https://other.example"');
  await new Promise((resolve) => setTimeout(resolve, 200));
  const answers: unknown[] = [];
  const source = { postMessage: (data: unknown) => answers.push(data) } as unknown as MessageEventSource;
  const { warn } = console;
  const warned: string[] = [];
  console.warn = (line: string) => warned.push(line);
  const send = (origin: string, data: unknown) => {
    const event = new MessageEvent('message', { data, origin });
    Object.defineProperty(event, 'source', { value: source });
    window.dispatchEvent(event);
  };
  const message = { floodlight: 1, method: 'removeLayer', args: ['em'] };
  send('https://evil.example', message);
  send('https://evil.example', message);
  send('null', message);
  send('https://other.example.evil.example', message);
  send('https://other.example', { ...message, viewer: 'another' });
  for (const data of [null, 7, 'floodlight', [], { type: 'theirs' }]) send('https://other.example', data);
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.warn = warn;
  assert.deepEqual(answers, []);
  assert.equal(warned.length, 3, 'one line an origin');
  assert.equal((viewer.state['layers'] as unknown[]).length, 2);
  send('https://other.example', { ...message, viewer: 'v' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(answers.length, 1);
  assert.equal((viewer.state['layers'] as unknown[]).length, 1);
  viewer.remove();
  send('https://other.example', message);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(answers.length, 1, 'nobody is there');
});
