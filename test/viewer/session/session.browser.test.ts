/** A session over data in memory, without elements: what is drawn, loaded, tried again and picked. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { TransientError } from '../../../datasets/errors.ts';
import type { Store } from '../../../datasets/stores/index.ts';
import { type Panel, Session, type SessionEvent } from '../../../viewer/session/index.ts';
import {
  DEFAULT_IMAGE_LOOK,
  DEFAULT_SEGMENT_LOOK,
  type LayerSpec,
  NO_ROTATION,
  type SegmentLook,
  segmentColor,
  type View,
} from '../../../viewer/state/index.ts';
import { createTinyStores, greyAt, WIDE_LABEL } from '../support/tiny-dataset.ts';

const LABELS: LayerSpec = {
  type: 'segmentation',
  name: 'cells',
  source: 'precomputed://https://tiny.example/labels',
  segments: [WIDE_LABEL],
};

const IMAGE: LayerSpec = {
  type: 'image',
  name: 'em',
  source: 'precomputed://https://tiny.example/image',
  segments: [],
};

let dispose = (): void => undefined;
afterEach(() => dispose());

interface Open {
  readonly session: Session;
  readonly events: SessionEvent[];
  /** Resolves with the next event of a type. */
  next(type: SessionEvent['type']): Promise<SessionEvent>;
  /** RGBA bytes of a part, in pixels. */
  area(at: readonly [number, number], size: readonly [number, number]): number[];
  /** @param at voxels of xy from the position, 10 pixels each. */
  pixel(at: readonly [number, number]): number[];
}

/** A panel of 200 x 160 pixels that looks at the corner of voxel (6, 4, 1), 10 pixels a voxel. */
async function open(
  layers: readonly LayerSpec[],
  change: (url: string, store: Store) => Store = (_, store) => store,
  kind: Panel['kind'] = 'xy',
): Promise<Open> {
  const stores = await createTinyStores();
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position: fixed; left: 0; top: 0; width: 200px; height: 160px';
  document.body.append(canvas);
  const session = new Session(canvas, {
    workerUrl: 'none',
    stores: (url) => {
      const store = stores.get(url);
      return store && change(url, store);
    },
  });
  dispose = () => {
    session.dispose();
    canvas.remove();
  };
  const events: SessionEvent[] = [];
  session.subscribe((event) => events.push(event));
  session.addPanel({ kind, element: canvas });
  session.setWish({ position: [6, 4, 1], zoom: 0.1 });
  session.setLayers(layers, 'https://tiny.example/');
  const area: Open['area'] = ([x, y], [width, height]) => {
    session.drawNow();
    const copy = new OffscreenCanvas(200, 160).getContext('2d');
    copy?.drawImage(canvas, 0, 0);
    return [...(copy?.getImageData(x, y, width, height).data ?? [])];
  };
  return {
    session,
    events,
    next: (type) =>
      new Promise((resolve) => {
        const stop = session.subscribe((event) => {
          if (event.type !== type) return;
          stop();
          resolve(event);
        });
      }),
    area,
    pixel: ([x, y]) => area([105 + 10 * x, 85 + 10 * y], [1, 1]),
  };
}

/** What a store does with a chunk: the one named so is at x 7 to 10. */
const withChunk = (
  url: string,
  store: Store,
  get: (key: string) => Promise<Uint8Array | undefined>,
): Store =>
  url.endsWith('/image')
    ? {
        ...store,
        name: store.name,
        get: (key, options) => (key.includes('/7-10_3-6_') ? get(key) : store.get(key, options)),
      }
    : store;

test('a smooth image has no seam where a chunk ends, also where the next one came later', async () => {
  let release = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    release = resolve;
  });
  const smooth: LayerSpec = { ...IMAGE, image: { ...DEFAULT_IMAGE_LOOK, isSmooth: true } };
  const shown = await open([smooth], (url, store) => {
    const waiting = async (key: string) => late.then(() => store.get(key));
    return withChunk(url, store, waiting);
  });
  while (shown.session.counts.loading !== 1) await shown.next('progress');
  // In the middle of voxels 6 and 7 of x, where one chunk ends; y and z are in the middles of voxels.
  const between = () => shown.area([109, 84], [2, 2]).filter((_, i) => i % 4 === 0);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [left, right] = [greyAt([6, 4, 1]), greyAt([7, 4, 1])];
  assert.ok(Math.abs(left - right) > 10, 'the chunks differ');
  const before = mean(between().filter((_, i) => i % 2 === 0));
  assert.ok(Math.abs(before - left) < 3, `${before}: the chunk's own edge goes on`);
  release();
  await shown.next('idle');
  const after = mean(between());
  assert.ok(Math.abs(after - (left + right) / 2) < 2, `${after} between ${left} and ${right}`);
});

test('missing and failed chunks are marked, loading ones are not, and the rest is shown', async () => {
  const missing = await open([IMAGE], (url, store) => withChunk(url, store, async () => undefined));
  await missing.next('idle');
  assert.deepEqual(missing.session.counts, { loading: 0, missing: 1, failed: 0 });
  assert.equal(missing.events.filter(({ type }) => type === 'error').length, 0);
  const grey = greyAt([6, 4, 1]);
  assert.deepEqual(missing.pixel([0, 0]).slice(0, 3), [grey, grey, grey]);
  // The chunk's area is 30 x 30 pixels: dots an eighth of it apart, nothing between them.
  const marks = missing.area([110, 70], [30, 30]).filter((_, i) => i % 4 === 3);
  const dots = marks.filter((alpha) => alpha > 100).length;
  assert.ok(dots > 10 && dots < 100, `${dots} pixels of dots`);
  assert.equal(marks.filter((alpha) => alpha === 0).length, 900 - dots);
  dispose();

  const broken = await open([IMAGE], (url, store) => withChunk(url, store, async () => new Uint8Array(3)));
  await broken.next('idle');
  assert.deepEqual(broken.session.counts, { loading: 0, missing: 0, failed: 1 });
  const errors = broken.events.flatMap((event) => (event.type === 'error' ? [event.error.tag] : []));
  assert.deepEqual(errors, ['corrupt']);
  const [red, green] = broken.pixel([2, 0]) as [number, number];
  assert.ok(red > 1.5 * green, `${red} ${green}`);
  assert.deepEqual(broken.pixel([0, 0]).slice(0, 3), [grey, grey, grey]);
});

test('a chunk that fails for a moment is shown once the host is back, without a word', async () => {
  let tries = 0;
  const stores = await createTinyStores();
  const { next, pixel, events, session } = await open([IMAGE], (url, store) =>
    withChunk(url, store, (key) => {
      if (tries++ === 0) throw new TransientError({ subject: key, expected: 'an answer', got: 'status 503' });
      return stores.get(url)?.get(key) ?? Promise.resolve(undefined);
    }),
  );
  await next('idle');
  assert.equal(tries, 2);
  const grey = greyAt([8, 4, 1]);
  assert.deepEqual(pixel([2, 0]).slice(0, 3), [grey, grey, grey]);
  assert.equal(events.filter(({ type }) => type === 'error').length, 0);
  assert.deepEqual(session.counts, { loading: 0, missing: 0, failed: 0 });
});

test('what failed is asked for again when the reader says so', async () => {
  let isBroken = true;
  const stores = await createTinyStores();
  const { next, pixel, session } = await open([IMAGE], (url, store) =>
    withChunk(url, store, (key) =>
      isBroken ? Promise.resolve(new Uint8Array(3)) : stores.get(url)!.get(key),
    ),
  );
  await next('idle');
  assert.equal(session.counts.failed, 1);
  isBroken = false;
  const idle = next('idle');
  session.retry();
  await idle;
  const grey = greyAt([8, 4, 1]);
  assert.deepEqual(pixel([2, 0]).slice(0, 3), [grey, grey, grey]);
});

test('while nothing changes, nothing is drawn, and no timer runs', async () => {
  const { next } = await open([IMAGE, LABELS], undefined, '3d');
  await next('idle');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const calls: string[] = [];
  const undo = [
    ...(['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced', 'clear'] as const).map(
      (name) => spy(WebGL2RenderingContext.prototype, name, calls),
    ),
    ...(['requestAnimationFrame', 'requestIdleCallback', 'setTimeout', 'setInterval'] as const).map((name) =>
      spy(globalThis, name, calls),
    ),
  ];
  const { setTimeout: wait } = globalThis;
  try {
    await new Promise((resolve) => wait(resolve, 600));
    assert.deepEqual(calls, ['setTimeout'], 'the test itself waits');
  } finally {
    for (const each of undo) each();
  }
});

/** Notes calls of a method. @returns how to end that. */
function spy<Name extends string>(target: Record<Name, unknown>, name: Name, calls: string[]): () => void {
  const original = target[name] as (...given: unknown[]) => unknown;
  target[name] = function (this: unknown, ...given: unknown[]) {
    calls.push(name);
    return Reflect.apply(original, this, given);
  };
  return () => {
    target[name] = original;
  };
}

/** Straight along z, 10 pixels a voxel, without perspective. */
const straight = (view: View): View => ({
  ...view,
  rotation: NO_ROTATION,
  projection: 'orthographic',
  sceneNmPerPixel: 1,
});

test('cross-sections in the scene lie where they are, with the voxels they show', async () => {
  const { session, next, pixel } = await open([IMAGE], undefined, '3d');
  await next('idle');
  assert.ok(session.view);
  const idle = next('idle');
  session.move({ ...straight(session.view), slicesInScene: true });
  await idle;
  for (const [x, y] of [
    [1, 1],
    [-3, 2],
    [2, -4],
  ] as const) {
    const grey = greyAt([6 + x, 4 + y, 1]);
    assert.deepEqual(pixel([x, y]), [grey, grey, grey, 255], `${x} ${y}`);
  }
  assert.equal(pixel([6, 0])[3], 0, 'beside the volume');
});

test('without them there is nothing but lines', async () => {
  const { session, next, pixel } = await open([IMAGE], undefined, '3d');
  await next('idle');
  assert.ok(session.view);
  const idle = next('idle');
  session.move(straight(session.view));
  await idle;
  assert.equal(pixel([2, 2])[3], 0);
});

test('the segment under the pointer in the scene, with its point; nothing beside it', async () => {
  for (const projection of ['orthographic', 'perspective'] as const) {
    const { session, next, pixel } = await open([LABELS], undefined, '3d');
    await next('idle');
    assert.ok(session.view);
    const idle = next('idle');
    session.move({ ...straight(session.view), projection });
    await idle;
    const before = pixel([2, 2]);
    session.hoverScene([100 + 15.5, 80 + 12.5]);
    assert.deepEqual(
      session.hoveredSegments.map(({ layer, segment }) => [layer.name, segment]),
      [['cells', WIDE_LABEL]],
    );
    // The cube's front is at z -30; the position is (60, 40, 10) nm.
    const [x, y, z] = session.hovered ?? [0, 0, 0];
    assert.ok(Math.abs(z + 30) < 0.1, `${z}`);
    // The eye is 160 / 2 / tan(22.5 degrees) = 193.1 nm before the position.
    const nearer = projection === 'orthographic' ? 1 : (193.137 - 40) / 193.137;
    assert.ok(Math.abs(x - 60 - 15.5 * nearer) < 0.6 && Math.abs(y - 40 - 12.5 * nearer) < 0.6, `${x} ${y}`);
    await next('idle');
    const after = pixel([2, 2]);
    assert.ok(
      after.some((v, i) => v !== before[i]),
      `it stands out: ${after}`,
    );
    session.hoverScene([100 + 95, 80 + 70]);
    assert.deepEqual(session.hoveredSegments, []);
    assert.equal(session.hovered, undefined);
    dispose();
  }
});

test('the label under the pointer in a cross-section comes from the data', async () => {
  const { session, next } = await open([IMAGE, LABELS]);
  await next('idle');
  session.hover([85, 45, 12]);
  assert.deepEqual(
    session.hoveredSegments.map(({ segment }) => segment),
    [WIDE_LABEL],
  );
  session.hover([85, 5, 12]);
  assert.deepEqual(session.hoveredSegments, []);
});

/** One line along x through (20 to 100, 52, 0) nm, as bytes by hand. */
function lineBytes(): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8 + 24 + 8));
  view.setUint32(0, 2, true);
  view.setUint32(4, 1, true);
  [20, 52, 0, 100, 52, 0].forEach((v, i) => {
    view.setFloat32(8 + 4 * i, v, true);
  });
  view.setUint32(36, 1, true);
  return new Uint8Array(view.buffer);
}

/** Labels with a skeleton of one segment in place of meshes. */
function openLines(kind: Panel['kind'], look: Partial<SegmentLook> = {}): Promise<Open> {
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const segmentation = { ...DEFAULT_SEGMENT_LOOK, ...look };
  return open(
    [{ ...LABELS, segments: [WIDE_LABEL, 1n], segmentation }],
    (_, store) => ({
      ...store,
      name: store.name,
      async get(key, options) {
        if (key === `skel/${WIDE_LABEL}`) return lineBytes();
        if (key === 'skel/info') return json({ '@type': 'neuroglancer_skeletons' });
        const bytes = await store.get(key, options);
        if (key !== 'info' || !bytes) return bytes;
        const { mesh: _mesh, ...info } = JSON.parse(new TextDecoder().decode(bytes));
        return json({ ...info, skeletons: 'skel' });
      },
    }),
    kind,
  );
}

test("a skeleton is a line of two pixels in its segment's colour; a segment without one says nothing", async () => {
  const { session, next, area, events } = await openLines('3d');
  await next('idle');
  assert.ok(session.view);
  const idle = next('idle');
  session.move(straight(session.view));
  await idle;
  // 12 nm below the position, 12 pixels: two rows, 91 and 92, beside the axis line at x 100.
  const column = area([115, 86], [1, 12]);
  const rows = Array.from({ length: 12 }, (_, i) => column.slice(4 * i, 4 * i + 4));
  const color = segmentColor(WIDE_LABEL).map((v) => Math.round(v * 255));
  for (const [i, row] of rows.entries()) {
    const isLine = i === 5 || i === 6;
    assert.ok(
      isLine ? color.every((v, k) => Math.abs((row[k] as number) - v) <= 1) && row[3] === 255 : row[3] === 0,
      `row ${86 + i}: ${row}`,
    );
  }
  assert.equal(events.filter(({ type }) => type === 'error').length, 0);
  assert.equal(session.counts.missing, 1);
});

test('in the scene a skeleton is under the pointer too', async () => {
  const { session, next } = await openLines('3d');
  await next('idle');
  assert.ok(session.view);
  const idle = next('idle');
  session.move(straight(session.view));
  await idle;
  session.hoverScene([115, 94]);
  const segments = () => session.hoveredSegments.map(({ segment }) => segment);
  assert.deepEqual(segments(), [WIDE_LABEL]);
  const [, y, z] = session.hovered ?? [];
  assert.ok(Math.abs((y as number) - 52) < 1.1 && Math.abs(z as number) < 0.1, `${session.hovered}`);
  session.hoverScene([115, 110]);
  assert.deepEqual(segments(), []);
});

test('a cross-section shows skeletons near its plane, the nearer the clearer, and they are under the pointer', async () => {
  const shown = await openLines('xy', { selectedAlpha: 0, notSelectedAlpha: 0 });
  await shown.next('idle');
  const { session, area } = shown;
  const rowsAt = async (z: number) => {
    const idle = shown.next('idle');
    session.setWish({ position: [6, 4, z] });
    await idle;
    const column = area([115, 86], [1, 12]);
    return Array.from({ length: 12 }, (_, i) => column[4 * i + 3] as number);
  };
  // 12 nm below the position, 12 pixels: four rows, 90 to 93. Lines are seen 10 pixels deep, 10 nm.
  for (const [z, alpha] of [
    [0, 255],
    [0.5, 127.5],
    [-0.75, 63.75],
    [1, 0],
  ] as const) {
    const rows = await rowsAt(z);
    for (const [i, got] of rows.entries()) {
      const wanted = i >= 4 && i <= 7 ? alpha : 0;
      assert.ok(Math.abs(got - wanted) <= 1.5, `z ${z}, row ${86 + i}: ${got} for ${wanted}`);
    }
  }
  await rowsAt(0.5);
  const segmentsAt = (y: number) => {
    session.hover([30, y, 5], 'xy');
    return session.hoveredSegments.map(({ segment }) => segment);
  };
  assert.deepEqual(segmentsAt(56), [WIDE_LABEL], 'four pixels from the line, where the labels have another');
  assert.deepEqual(segmentsAt(58), [1n]);
});
