import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { createBlock } from '../../../../datasets/memory-volume.ts';
import { DEFAULT_SETTINGS, settingsFor } from '../../../../viewer/elements/segmenter/settings.ts';
import { statisticsOf } from '../../../../viewer/elements/segmenter/statistics.ts';

const model = {
  ...{ name: 'm', id: '1', device: 'gpu', fovSize: xyz(9, 9, 9), voxelSizeNm: undefined },
  imageMean: undefined,
  imageStddev: undefined,
};
const measured = { mean: 100, stddev: 20 };

test("a person's numbers go before the model's, and those before what was measured", () => {
  const of = (settings: object, said: object) => {
    const { imageMean, imageStddev } = settingsFor(
      { ...DEFAULT_SETTINGS, ...settings },
      { ...model, ...said },
      measured,
    );
    return [imageMean, imageStddev];
  };
  assert.deepEqual(of({}, {}), [100, 20]);
  assert.deepEqual(of({}, { imageMean: 128, imageStddev: 33 }), [128, 33]);
  assert.deepEqual(of({ imageMean: 1 }, { imageMean: 128, imageStddev: 33 }), [1, 33]);
  assert.throws(() => of({ imageStddev: 0 }, {}), { message: /a standard deviation of 0/ });
});

test('mean and deviation are those of NumPy', () => {
  const block = createBlock('uint8', xyz(4, 1, 1));
  block.data.set([2, 4, 4, 6] as never);
  assert.deepEqual(statisticsOf(block), { mean: 4, stddev: Math.SQRT2 });
});
