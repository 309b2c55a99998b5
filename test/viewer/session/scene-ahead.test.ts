import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Stage } from '../../../viewer/render/index.ts';
import type { MeshCache } from '../../../viewer/session/scene.ts';
import { SceneAhead, type SceneAheadOptions } from '../../../viewer/session/scene-ahead.ts';

/** @param busy what the meshes' cache says each time it is asked; the last answer stays. */
function ahead(t: TestContext, busy: boolean[]) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const asked: string[] = [];
  const meshes = {
    get isBusy() {
      return busy.length > 1 ? busy.shift() : busy[0];
    },
    want: () => undefined,
  };
  const options: SceneAheadOptions = {
    stage: {} as Stage,
    meshes: meshes as unknown as MeshCache,
    scenery: { lookAhead: () => undefined } as unknown as SceneAheadOptions['scenery'],
    wish: () => ({ layers: [], view: {} }) as unknown as ReturnType<SceneAheadOptions['wish']>,
    shown: () => [],
    request: (parts) => asked.push(parts.join()),
  };
  return { scene: new SceneAhead(options), asked, tick: (ms: number) => t.mock.timers.tick(ms) };
}

test('a first scene waits for its meshes, and is owed until it is drawn', (t) => {
  const { scene, asked, tick } = ahead(t, [true]);
  scene.begin();
  assert.deepEqual([asked, scene.isPending], [[], true]);
  // Another part's picture does not make it forgotten.
  scene.drawn(new Set(['slices']));
  assert.equal(scene.isPending, true);
  tick(200);
  assert.deepEqual(asked, ['scene']);
  scene.drawn(new Set(['scene']));
  assert.equal(scene.isPending, false);
});

test('it is drawn at once where no mesh is on its way, and not again where it was drawn before its time', (t) => {
  const quick = ahead(t, [false]);
  quick.scene.begin();
  assert.deepEqual([quick.asked, quick.scene.isPending], [['slices,scene'], false]);
  t.mock.timers.reset();
  const slow = ahead(t, [true]);
  slow.scene.begin();
  slow.scene.drawn(new Set(['slices', 'scene']));
  slow.tick(1000);
  assert.deepEqual(slow.asked, []);
});

test('a look after which nothing is on its way any more asks for a picture: else nobody would say so', (t) => {
  const { scene, asked } = ahead(t, [true, false]);
  scene.look();
  assert.deepEqual(asked, ['scene']);
  t.mock.timers.reset();
  const still = ahead(t, [true]);
  still.scene.look();
  assert.deepEqual(still.asked, []);
});
