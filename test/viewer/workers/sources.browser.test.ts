import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleOf } from '../../../viewer/state/index.ts';
import { createSources } from '../../../viewer/workers/index.ts';
import { createTinyStores, greyAt, ORIGIN } from '../support/tiny-dataset.ts';

const IMAGE_URL = 'https://tiny.example/image';

/** A worker that answers `info` with what it was told to cancel so far, fails meshes, and never answers chunks. */
const FAKE_WORKER = `
  const cancelled = [];
  postMessage({ ready: true });
  onmessage = ({ data: { id, question, cancel } }) => {
    const dataType = () => question.url + ' cancelled: ' + cancelled.length;
    if (cancel) cancelled.push(id);
    else if (question.kind === 'info') postMessage({ id, answer: { numChannels: 1, scales: [], dataType: dataType() } });
    else if (question.kind === 'mesh')
      postMessage({ id, error: { tag: 'missing', subject: 's', expected: 'e', got: String(question.segment) } });
  };`;

const fakeUrl = () => URL.createObjectURL(new Blob([FAKE_WORKER], { type: 'text/javascript' }));

test('answers and errors of a worker arrive; what is cancelled is told to it', async () => {
  const sources = createSources({ workerUrl: fakeUrl() });
  const { signal } = new AbortController();
  const source = await sources.open(IMAGE_URL, signal);
  assert.equal(source.info.dataType, `${IMAGE_URL} cancelled: 0`);
  await assert.rejects(() => source.readMesh(2n ** 63n, signal), /s: expected e, got 9223372036854775808/);
  const chunk = new AbortController();
  const read = source.readChunk(0, [0, 0, 0], chunk.signal);
  chunk.abort();
  await assert.rejects(() => read, { tag: 'aborted' });
  // Messages keep their order: when the next question is answered, the worker has heard of the cancelling.
  const after = await sources.open('https://tiny.example/other', signal);
  assert.equal(after.info.dataType, 'https://tiny.example/other cancelled: 1');
  const pending = source.readChunk(0, [0, 0, 0], signal);
  sources.dispose();
  await assert.rejects(() => pending, { tag: 'aborted' });
});

test('viewers of a page share workers; who moves keeps them, and the last to leave ends them', async () => {
  const { Worker } = globalThis;
  const alive = new Set<Worker>();
  let made = 0;
  globalThis.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      alive.add(this);
      made++;
    }
    override terminate(): void {
      alive.delete(this);
      super.terminate();
    }
  };
  try {
    const workerUrl = fakeUrl();
    const { signal } = new AbortController();
    const task = () => new Promise((resolve) => setTimeout(resolve, 20));
    const first = createSources({ workerUrl });
    await first.open(IMAGE_URL, signal);
    const count = made;
    assert.ok(count >= 1 && alive.size === count);
    const second = createSources({ workerUrl });
    await second.open(IMAGE_URL, signal);
    first.dispose();
    first.dispose();
    await task();
    assert.equal(alive.size, count, 'the second still needs them');
    second.dispose();
    const third = createSources({ workerUrl });
    await task();
    await third.open(IMAGE_URL, signal);
    assert.equal(made, count);
    third.dispose();
    await task();
    assert.equal(alive.size, 0);
    const other = createSources({ workerUrl });
    await other.open(IMAGE_URL, signal);
    other.dispose();
    await task();
    assert.ok(made > count && alive.size === 0);
  } finally {
    globalThis.Worker = Worker;
  }
});

test('where no worker starts, the page decodes by itself, and its author is told once', async () => {
  const notes: string[] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    notes.push(words.join(' '));
  };
  const stores = await createTinyStores();
  const original = globalThis.fetch;
  globalThis.fetch = async (input) => {
    const key = String(input).slice(IMAGE_URL.length + 1);
    const bytes = await stores.get(IMAGE_URL)?.get(key);
    return bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response(null, { status: 404 });
  };
  try {
    const refusing = URL.createObjectURL(new Blob(['throw 1'], { type: 'text/javascript' }));
    const sources = createSources({ workerUrl: refusing });
    const { signal } = new AbortController();
    const source = await sources.open(IMAGE_URL, signal);
    const chunk = await source.readChunk(0, [0, 0, 0], signal);
    assert.equal(sampleOf(chunk, [0, 0, 0]), greyAt(ORIGIN));
    sources.dispose();
    const others = createSources({ workerUrl: refusing });
    await others.open(IMAGE_URL, signal);
    others.dispose();
    assert.equal(notes.length, 1, notes.join('\n'));
    assert.match(notes[0] as string, /expected the chunk worker to start, got .*worker-src.*worker-url/s);
  } finally {
    console.warn = warn;
    globalThis.fetch = original;
  }
});
