import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Box, boxOf, toZyx, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import type { Volume } from '../../../datasets/volume.ts';
import {
  type InferenceRequest,
  parseInferenceRequest,
  readSubvolume,
  segmentSubvolume,
} from '../../../ffn/inference/index.ts';
import { stubNetwork } from './stub-network.ts';

const REQUEST = `image_mean: 100 image_stddev: 50 seed_policy: "PolicyPeaks"
  inference_options { init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6
    min_boundary_dist { x: 1 y: 1 z: 1 } min_segment_size: 20 }`;

const request = (more = ''): InferenceRequest => parseInferenceRequest(REQUEST + more);

/** 24 voxels a side from (100, 200, 300), uint8: two bright blocks on black; it records what is read. */
function twoBlocks(): Volume & { readonly reads: Box[] } {
  const bounds = boxOf(xyz(100, 200, 300), xyz(24, 24, 24));
  const reads: Box[] = [];
  return {
    dataType: 'uint8',
    numChannels: 1,
    bounds,
    voxelSizeNm: undefined,
    reads,
    async read(box) {
      reads.push(box);
      const size = xyz(box.end[0] - box.begin[0], box.end[1] - box.begin[1], box.end[2] - box.begin[2]);
      const data = new Uint8Array(size[0] * size[1] * size[2]).map((_, i) => {
        const [x, y, z] = [
          i % size[0],
          Math.floor(i / size[0]) % size[1],
          Math.floor(i / (size[0] * size[1])),
        ];
        const inBlock = (v: number, from: number, to: number) => v >= from && v < to;
        const at = [x + box.begin[0] - 100, y + box.begin[1] - 200, z + box.begin[2] - 300];
        const bright =
          at.slice(1).every((v) => inBlock(v, 6, 18)) && (inBlock(at[0], 3, 10) || inBlock(at[0], 14, 21));
        return bright ? 200 : 0;
      });
      return { dataType: 'uint8', size, numChannels: 1, data };
    },
  };
}

test('a subvolume is read, segmented, saved, and skipped when it is there', async () => {
  const output = createMemoryStore();
  const image = twoBlocks();
  const input = { request: request(), boundingBox: image.bounds, image, network: stubNetwork(), output };
  const summary = await segmentSubvolume(input);
  assert.equal(summary.path, '100/200/seg-100_200_300.npz');
  assert.equal(summary.skipped, false);
  assert.equal(summary.objects, 2);
  assert.equal(summary.voxels, 2 * 7 * 12 * 12);
  assert.equal(summary.counters['voxels-segmented'], summary.voxels);
  assert.equal(summary.counters['predict-calls'], summary.steps);
  const { labels, shape, origins } = await readSubvolume(output, toZyx(image.bounds.begin));
  assert.deepEqual(shape, [24, 24, 24]);
  assert.equal(labels.filter((v) => v === 1).length, 7 * 12 * 12);
  assert.deepEqual([...origins.keys()], [1, 2]);

  const again = await segmentSubvolume(input);
  assert.equal(again.skipped, true);
  assert.equal(again.path, summary.path);
  assert.equal(image.reads.length, 1, 'and nothing was read again');
});

test('two runs give the same bytes of labels', async () => {
  const run = async () => {
    const output = createMemoryStore();
    const image = twoBlocks();
    await segmentSubvolume({
      request: request(),
      boundingBox: image.bounds,
      image,
      network: stubNetwork(),
      output,
    });
    return (await readSubvolume(output, toZyx(image.bounds.begin))).labels;
  };
  assert.deepEqual(await run(), await run());
});

test('a box that reaches out of the image: only what is inside is read, outside is black', async () => {
  const output = createMemoryStore();
  const image = twoBlocks();
  const boundingBox = boxOf(xyz(96, 198, 300), xyz(20, 30, 24));
  const summary = await segmentSubvolume({
    request: request(),
    boundingBox,
    image,
    network: stubNetwork(),
    output,
  });
  assert.deepEqual(image.reads, [{ begin: [100, 200, 300], end: [116, 224, 324] }]);
  const { labels, shape } = await readSubvolume(output, [300, 198, 96]);
  assert.deepEqual(shape, [24, 30, 20]);
  // The left block starts at x = 103, y = 206, z = 306.
  const at = (x: number, y: number, z: number) => labels[((z - 300) * 30 + y - 198) * 20 + x - 96];
  assert.deepEqual([at(102, 206, 306), at(103, 205, 306), at(103, 206, 305)], [0, 0, 0]);
  assert.ok(at(103, 206, 306) > 0);
  assert.equal(at(109, 217, 317), at(103, 206, 306));
  assert.ok(summary.objects >= 1);
});

test('a box beside the image, fields nobody carries out, and unknown policies are errors', async () => {
  const image = twoBlocks();
  const run = (text: string, boundingBox = image.bounds) =>
    segmentSubvolume({
      request: request(text),
      boundingBox,
      image,
      network: stubNetwork(),
      output: createMemoryStore(),
    });
  await assert.rejects(
    run('', boxOf(xyz(0, 0, 0), xyz(9, 9, 9))),
    /bounding box: expected voxels of the image/,
  );
  await assert.rejects(
    run(' alignment_options { type: UNKNOWN_ALIGNMENT }'),
    /fields this version carries out, got alignment_options\.type/,
  );
  await assert.rejects(
    run(' movement_policy_name: "RandomWalk"'),
    /expected FaceMaxMovementPolicy, got RandomWalk/,
  );
  await assert.rejects(run(` movement_policy_args: '{"deltas": [3, 2, 2]}'`), /deltas of three integers/);
});

test('a stopped run saves nothing', async () => {
  const output = createMemoryStore();
  const image = twoBlocks();
  const controller = new AbortController();
  const onEvent = () => controller.abort();
  const { signal } = controller;
  const input = { request: request(), boundingBox: image.bounds, image, network: stubNetwork(), output };
  await assert.rejects(segmentSubvolume({ ...input, signal, onEvent }), { name: 'AbortedError' });
  for await (const key of output.list('')) assert.fail(key);
});

test('a box in which the field of view fits nowhere is refused, not segmented to nothing', async () => {
  const image = twoBlocks();
  const network = stubNetwork();
  const boundingBox = boxOf(image.bounds.begin, xyz(network.info.fovSize[2] - 1, 24, 24));
  const input = { request: request(), boundingBox, image, network, output: createMemoryStore() };
  await assert.rejects(segmentSubvolume(input), { tag: 'invalid', message: /field of view/ });
});
