import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalVoxelMetres, readState, unitFactor, writeState } from '../../../datasets/links/index.ts';

test('units have SI prefixes', () => {
  const factors = {
    m: 1,
    mm: 1e-3,
    um: 1e-6,
    µm: 1e-6,
    nm: 1e-9,
    km: 1e3,
    s: 1,
    ms: 1e-3,
    kHz: 1e3,
    'rad/s': 1,
    '': 1,
  };
  for (const [unit, factor] of Object.entries(factors)) assert.equal(unitFactor(unit), factor, unit);
  for (const unit of ['ft', 'xm', 'nn', 'M', 'toString']) assert.equal(unitFactor(unit), undefined, unit);
});

test('the canonical voxel is the least length that is shown', () => {
  const length = (name: string, scale: number) => ({ name, scale, unit: 'nm' });
  const axes = [length('x', 8), length('y', 4), length('z', 40), length('w', 1)];
  assert.equal(canonicalVoxelMetres(axes), 4e-9);
  assert.equal(canonicalVoxelMetres(axes, ['x', 'z']), 8 * 1e-9);
  assert.equal(canonicalVoxelMetres(axes, ['x', 'y', 'z'], { y: 4 }), 8 * 1e-9);
  assert.equal(canonicalVoxelMetres([{ name: 't', scale: 1, unit: 's' }]), undefined);
});

test('an axis may have labels; one wrong axis is none', () => {
  const labelled = { x: [1, 'm'], c: { coordinates: [0, 1], labels: ['red', 'green'] } };
  const { state, warnings } = readState({ dimensions: labelled });
  assert.deepEqual(warnings, []);
  assert.deepEqual(writeState(state), { dimensions: labelled });
  for (const wrong of [
    [1],
    [0, 'm'],
    [1, 'ft'],
    'm',
    { coordinates: [0.5], labels: ['a'] },
    { coordinates: [1], labels: [] },
  ]) {
    const read = readState({ dimensions: { x: [1, 'm'], y: wrong } as never });
    assert.equal(read.state.dimensions, undefined);
    assert.equal(read.warnings[0]?.path, 'dimensions.y');
  }
  assert.equal(readState({ dimensions: { '1x': [1, 'm'] } }).warnings.length, 1);
});
