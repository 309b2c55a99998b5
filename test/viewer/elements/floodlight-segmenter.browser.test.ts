import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { FloodlightSegmenter } from '../../../viewer/segmenter.ts';
import { IMAGE, labels, mount, next, panelOf } from '../support/harness.ts';

/** Answers as the worker does, and grows an object of one voxel in two steps; tells what it was asked. */
const FAKE_WORKER = `
  const log = new BroadcastChannel('segmenter-test');
  let objects = [];
  const answers = {
    open: ([, place]) => ({ place: place ?? globalThis.place, objects, notKept: undefined }),
    loadModel: ([name]) => ({ name, id: 'abc', device: 'fake', fovSize: [5, 5, 5], imageMean: 90, imageStddev: undefined }),
    grow: ([{ seed, begin, block, settings }]) => {
      const id = objects.length + 1;
      postMessage({ event: { kind: 'progress', id, steps: 3, voxels: 40, stepsPerSecond: 12.3 } });
      const end = seed.map((v) => v + 1);
      const box = { begin, end: begin.map((v, i) => v + block.size[i]) };
      const object = { id, segment: BigInt(id), seed, bounds: { begin: seed, end }, voxels: 40, steps: 3, elapsedMs: 1, isStopped: false, reached: ['+z'], box, settings, model: 'abc' };
      objects = [...objects, object];
      postMessage({ event: { kind: 'objects', objects } });
      return { object };
    },
    undo: () => { objects = objects.slice(0, -1); postMessage({ event: { kind: 'objects', objects } }); },
    chunk: () => ({ dataType: 'uint64', size: [1, 1, 1], numChannels: 1, data: new BigUint64Array(1) }),
    mesh: () => ({ originNm: [0, 0, 0], positions: new Float32Array(), normals: new Int8Array(), indices: new Uint32Array() }),
  };
  onmessage = ({ data: { id, name, args } }) => {
    if (name === 'open' && args[1]) globalThis.place = args[1];
    log.postMessage({ name, args: name === 'grow' ? [{ ...args[0], block: args[0].block.size }] : args });
    postMessage({ id, answer: answers[name]?.(args) });
  };
  postMessage({ ready: true });`;

interface Asked {
  readonly name: string;
  readonly args: readonly unknown[];
}

async function open(more = '') {
  const asked: Asked[] = [];
  const log = new BroadcastChannel('segmenter-test');
  log.onmessage = ({ data }: MessageEvent<Asked>) => asked.push(data);
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer id="v" layout="xy" style="display: block; width: 300px; height: 200px">${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const segmenter = document.createElement('floodlight-segmenter');
  segmenter.setAttribute('for', 'v');
  segmenter.workerUrl = URL.createObjectURL(new Blob([FAKE_WORKER], { type: 'text/javascript' }));
  segmenter.device = 'cpu';
  if (more === 'model') segmenter.model = URL.createObjectURL(new Blob(['12345']));
  document.body.append(segmenter);
  return { viewer, segmenter, asked, end: () => log.close() };
}

const words = (segmenter: FloodlightSegmenter, part: string): string =>
  (segmenter.renderRoot.querySelector(`[part~="${part}"]`)?.textContent ?? '').replace(/\s+/g, ' ').trim();

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(isSo(), 'it came to be so');
}

afterEach(() => document.body.replaceChildren());

test('a click into a cross-section grows an object, which becomes a segment of a layer; undo takes it off', async () => {
  const { viewer, segmenter, asked, end } = await open('model');
  await until(() => words(segmenter, 'model').includes('5 × 5 × 5 · fake'));
  const grown = next(segmenter, 'floodlight-object');
  const panel = panelOf(viewer, 'xy');
  const surface = panel.shadowRoot?.querySelector('.surface') as HTMLElement;
  const { left, top, width, height } = surface.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height / 2, button: 0, pointerId: 1, bubbles: true };
  surface.setPointerCapture = () => undefined;
  surface.dispatchEvent(new PointerEvent('pointerdown', at));
  surface.dispatchEvent(new PointerEvent('pointerup', at));
  const { object } = (await grown).detail;
  const centre = viewer.position?.map(Math.floor);
  assert.deepEqual(object.seed, centre, 'the voxel that was clicked');
  await until(() => asked.some(({ name }) => name === 'grow'));
  const { args } = asked.find(({ name }) => name === 'grow') as Asked;
  const [{ settings }] = args as [{ settings: { imageMean: number; imageStddev: number } }];
  assert.equal(settings.imageMean, 90, 'what the model says');
  assert.ok(settings.imageStddev > 0, 'what was measured');
  await until(() => words(segmenter, 'progress').includes('Object 1: 40 voxels, complete; reached the box'));
  assert.match(words(segmenter, 'object'), /1 40 voxels, 3 steps at the box's face \+z/);
  const layer = () =>
    (viewer.state['layers'] as { name: string; segments?: string[]; source: unknown }[]).find(
      ({ name }) => name === 'clicked',
    );
  assert.deepEqual(layer()?.segments, ['1']);
  assert.match(JSON.stringify(layer()?.source), /precomputed:\/\/clicked:[0-9a-f]{16}/);
  await segmenter.undo();
  await until(() => segmenter.objects.length === 0);
  assert.deepEqual(layer()?.segments ?? [], []);
  end();
});

test('inactive, a click grows nothing; a program can', async () => {
  const { viewer, segmenter, asked, end } = await open();
  segmenter.inactive = true;
  await assert.rejects(segmenter.grow([1, 1, 1]), /expected a model, got none\. Choose a model first/);
  await segmenter.updateComplete;
  assert.match(words(segmenter, 'problem'), /expected a model, got none\. Choose a model first\./);
  await segmenter.loadModel(new File(['12345'], 'mine.safetensors'));
  await segmenter.updateComplete;
  assert.match(words(segmenter, 'model'), /mine\.safetensors/);
  assert.equal(words(segmenter, 'problem'), '');
  const position = viewer.position as [number, number, number];
  viewer.dispatchEvent(
    new CustomEvent('floodlight-pick', {
      detail: { panel: 'xy', position, positionNm: [0, 0, 0], layers: [] },
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(!asked.some(({ name }) => name === 'grow'));
  assert.equal((await segmenter.grow(position))?.voxels, 40);
  await assert.rejects(segmenter.grow([-50, 0, 0]), /expected a voxel of the volume, got one outside/);
  end();
});

test('where no worker starts it says so; without a viewer it says that', async () => {
  const { segmenter, end } = await open();
  end();
  segmenter.remove();
  const lost = document.createElement('floodlight-segmenter');
  assert.ok(lost instanceof FloodlightSegmenter);
  document.body.append(lost);
  await lost.updateComplete;
  assert.match(lost.renderRoot.textContent ?? '', /No viewer/);
  await assert.rejects(lost.loadModel(new File([''], 'x')), /expected a viewer around it, or for="its id"/);
});
