import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInferenceOptions, resolveOptions } from '../../../ffn/inference/index.ts';

const PUBLISHED = `init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6
  min_boundary_dist { x: 1 y: 2 z: 3 } min_segment_size: 1000`;

const hex = (value: number): string => {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0).toString(16);
};

test('logits of the published request, to the bit', () => {
  const options = resolveOptions(parseInferenceOptions(PUBLISHED));
  assert.equal(hex(options.initLogit), '403c71af');
  assert.equal(hex(options.padLogit), 'c03c71b0');
  assert.equal(hex(options.moveLogit), '400c9f53');
  assert.equal(hex(options.segmentLogit), '3ecf9923');
  assert.equal(options.moveScoreLogit, 2.197224312426715);
  assert.equal(Math.fround(options.initLogit), options.initLogit);
});

test('triples are turned to zyx, and the disconnected-seed rule is on unless it is said to be off', () => {
  const options = resolveOptions(parseInferenceOptions(PUBLISHED));
  assert.deepEqual(options.minBoundaryDistVoxels, [3, 2, 1]);
  assert.equal(options.minSegmentSizeVoxels, 1000);
  assert.equal(options.discoSeedThreshold, 0);
  const off = resolveOptions(parseInferenceOptions(`${PUBLISHED} disco_seed_threshold: -1`));
  assert.equal(off.discoSeedThreshold, -1);
});

test('a probability that has no logit is named', () => {
  assert.throws(
    () => resolveOptions(parseInferenceOptions(PUBLISHED.replace('pad_value: 0.05', ''))),
    /inference_options.pad_value: expected a probability between 0 and 1, got 0/,
  );
  assert.throws(() => resolveOptions(undefined), /expected inference_options, got none/);
});

test('a distance below 0 is named, as it stands in the request', () => {
  const text = PUBLISHED.replace('{ x: 1 y: 2 z: 3 }', '{ x: -1 y: 2 z: 3 }');
  assert.throws(
    () => resolveOptions(parseInferenceOptions(text)),
    /inference_options\.min_boundary_dist: expected no distance below 0, got -1, 2, 3/,
  );
});
