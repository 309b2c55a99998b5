import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part } from '../../../viewer/session/caches.ts';
import { Turns } from '../../../viewer/session/turns.ts';

test('all that is stale is drawn at once, where pictures are quick', () => {
  const stale = new Set<Part>(['slices', 'scene']);
  assert.deepEqual([...new Turns().take(stale, false)], ['slices', 'scene']);
  assert.equal(stale.size, 0);
});

test('where they are slow, parts that are stale all the time take turns, and none is forgotten', () => {
  const turns = new Turns();
  const stale = new Set<Part>();
  const drawn: string[] = [];
  for (let i = 0; i < 4; i++) {
    stale.add('slices').add('scene');
    drawn.push(...turns.take(stale, true));
  }
  assert.deepEqual(drawn, ['slices', 'scene', 'slices', 'scene']);
  assert.deepEqual([...turns.take(stale, true)], ['slices']);
  assert.deepEqual([...turns.take(stale, true)], []);
});
