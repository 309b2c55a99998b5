import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, type LayerState, readState, writeState } from '../../../datasets/links/index.ts';
import { ViewerModel } from '../../../viewer/state/index.ts';

const layer = (name: string, more: Readonly<Record<string, Json>> = {}): LayerState =>
  readState({ layers: [{ type: 'segmentation', name, source: 'precomputed://https://h/s', ...more }] }).state
    .layers?.[0] as LayerState;
const names = (model: ViewerModel) => model.layers.map(({ name }) => name);

test("a reader's change stays until the page changes that layer", () => {
  const model = new ViewerModel();
  model.readPage([layer('a'), layer('b')]);
  model.setLayer('a', { selectedAlpha: 0.9 }, true);
  model.readPage([layer('a'), layer('b', { segments: ['5'] })]);
  assert.deepEqual(writeState(model.state)['layers'], [
    { type: 'segmentation', name: 'a', source: 'precomputed://https://h/s', selectedAlpha: 0.9 },
    { type: 'segmentation', name: 'b', source: 'precomputed://https://h/s', segments: ['5'] },
  ]);
  model.readPage([layer('a', { segments: ['6'] })]);
  assert.deepEqual(names(model), ['a']);
  assert.equal((model.layers[0] as { selectedAlpha?: number }).selectedAlpha, undefined);
});

test("a program's layers lie over the page's and get names of their own", () => {
  const model = new ViewerModel();
  model.readPage([layer('a')]);
  assert.equal(model.addLayer(layer('a')), 'a1');
  model.readPage([layer('a'), layer('c')]);
  assert.deepEqual(names(model), ['a', 'c', 'a1']);
  assert.equal(model.removeLayer('a1'), true);
  assert.equal(model.removeLayer('a1'), false);
  assert.equal(model.setLayer('none', {}), false);
});

test("a state takes the place of the page's layers, before and after they are read", () => {
  for (const isEarly of [true, false]) {
    const model = new ViewerModel();
    if (!isEarly) model.readPage([layer('page')]);
    model.replace({ layers: [layer('state')] });
    model.readPage([layer('page')]);
    assert.deepEqual(names(model), ['state'], `early ${isEarly}`);
    model.readPage([layer('page', { segments: ['1'] })]);
    assert.deepEqual(names(model), ['page', 'state'], 'what the page changes is shown');
  }
});

test('listeners are told who did it, until they stop', () => {
  const model = new ViewerModel();
  const heard: string[] = [];
  const stop = model.subscribe(({ byUser, byPage }) => heard.push(`${byUser} ${byPage}`));
  model.merge({ showAxisLines: false }, true);
  model.addLayer(layer('a'));
  model.readPage([]);
  stop();
  model.replace({});
  assert.deepEqual(heard, ['true false', 'false false', 'false true']);
});
