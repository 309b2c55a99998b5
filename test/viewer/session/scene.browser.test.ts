/** Layers that are one mesh, in the scene. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, mount, next, panelOf, picture } from '../support/harness.ts';

afterEach(() => document.body.replaceChildren());

/** A square of 40 nm before the image, whose middle is 60, 40, 10 nm: from there to the right, as far up as down. */
const SQUARE = 'v 60 20 -20\nv 100 20 -20\nv 100 60 -20\nv 60 60 -20\nf 1 2 3 4\n';
const STORES = new Map([
  [
    'https://tiny.example/square.obj',
    createMemoryStore('meshes', [['square.obj', new TextEncoder().encode(SQUARE)]]),
  ],
  [
    'https://tiny.example/torn.vtk',
    createMemoryStore('meshes', [
      [
        'torn.vtk',
        new TextEncoder().encode('# vtk DataFile Version 4.2\nt\nASCII\nDATASET POLYDATA\nPOINTS 9 float\n0'),
      ],
    ]),
  ],
]);

const open = (layers: string) =>
  mount<FloodlightViewer>(
    `<floodlight-viewer layout="3d" style="display: block; width: 400px; height: 400px">${layers}</floodlight-viewer>`,
    STORES,
  );
const mesh = (source: string, shader = '') =>
  `<floodlight-layer type="mesh" name="square" source="${source}" options='${JSON.stringify({ shader })}'></floodlight-layer>`;

/** Which pixels hold of a test: how many, and their extent from the panel's middle. */
async function extent(viewer: FloodlightViewer, isIt: (r: number, g: number, b: number) => boolean) {
  const { data, width } = await picture(viewer);
  const height = data.length / 4 / width;
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < data.length; i += 4) {
    if (!isIt(data[i]!, data[i + 1]!, data[i + 2]!)) continue;
    xs.push((i / 4) % width);
    ys.push(Math.floor(i / 4 / width));
  }
  const { left, top } = viewer.getBoundingClientRect();
  const box = panelOf(viewer, '3d').getBoundingClientRect();
  assert.ok(box.left - left + box.width <= width && box.top - top + box.height <= height);
  const range = (list: readonly number[], begin: number) => {
    const [low, high] = [Math.min(...list), Math.max(...list) + 1].map((v) => v - begin) as [number, number];
    return { low, high, size: high - low };
  };
  return {
    count: xs.length,
    x: range(xs, box.left - left + box.width / 2),
    y: range(ys, box.top - top + box.height / 2),
  };
}

test('a mesh lies where its file says, in the colour of its shader', async () => {
  const magenta = 'void main() {\n  emitRGB(vec3(1.0, 0.0, 1.0));\n}\n';
  const viewer = await open(IMAGE + mesh('obj://https://tiny.example/square.obj', magenta));
  await next(viewer, 'floodlight-idle');
  const idle = next(viewer, 'floodlight-idle');
  // Straight from the front: right is x, down is y.
  viewer.state = { ...viewer.state, projectionOrientation: [0, 0, 0, 1] };
  await idle;
  const { count, x, y } = await extent(viewer, (r, g, b) => r > 120 && g < 30 && b > 120);
  assert.ok(count > 1000, `${count}`);
  assert.ok(Math.abs(x.low) <= 1, `it begins at the middle: ${x.low}`);
  assert.ok(Math.abs(y.low + y.high) <= 1, `as far up as down: ${y.low} ${y.high}`);
  assert.ok(Math.abs(x.size - y.size) <= 1, `a square: ${x.size} ${y.size}`);
  assert.ok(Math.abs(count / (x.size * y.size) - 1) < 0.02, `without holes: ${count}`);
});

test('without a shader it is white, and alone it makes the space', async () => {
  const viewer = await open(mesh('https://tiny.example/square.obj'));
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(viewer.position, [80, 40, -20]);
  const { count } = await extent(viewer, (r, g, b) => r > 150 && r === g && g === b);
  assert.ok(count > 10_000, `${count}`);
});

test('a broken mesh and a wrong type are said, and the others are unharmed', async () => {
  const cases = [
    [mesh('vtk://https://tiny.example/torn.vtk'), /torn\.vtk line 5: expected 27 coordinates, got .*cut off/],
    [mesh('precomputed://https://tiny.example/image'), /expected a file that is one mesh, got a volume/],
    [
      '<floodlight-layer type="image" name="no" source="obj://https://tiny.example/square.obj"></floodlight-layer>',
      /expected a volume, got a mesh\. Make the layer of type mesh/,
    ],
  ] as const;
  for (const [layer, message] of cases) {
    const viewer = await open(IMAGE + layer);
    const failed = next(viewer, 'floodlight-error');
    const idle = next(viewer, 'floodlight-idle');
    assert.match((await failed).detail.message, message);
    await idle;
    assert.deepEqual(viewer.position, [6, 4, 1]);
    viewer.remove();
  }
});
