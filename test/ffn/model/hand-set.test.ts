import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createCpuNetwork, type FfnNetwork } from '../../../ffn/backends/index.node.ts';
import { assertWeightsFit, type HandSetOptions, handSetModel } from '../../../ffn/model/index.ts';
import { createRandom } from '../../support/random-network.ts';

const logit = (p: number) => Math.log(p / (1 - p));
const [PAD_LOGIT, INIT_LOGIT] = [logit(0.05), logit(0.95)];
const [FLOODED, BRIGHT, DARK] = [4, 0.2, -4];
const TOLERANCE = 1e-3;

const SMALL: HandSetOptions = { depth: 4, fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2) };

async function withNetwork(
  options: HandSetOptions,
  body: (network: FfnNetwork) => Promise<void>,
): Promise<void> {
  const { config, weights } = handSetModel(options);
  assertWeightsFit(config, weights);
  const network = await createCpuNetwork(config, weights, { threads: 1 });
  try {
    await body(network);
  } finally {
    await network.dispose();
  }
}

/** Grey values to what a network sees. */
const normalised = (grey: ArrayLike<number>) => Float32Array.from(grey, (v) => (v - 128) / 33);

function seedAt(size: number, index: number): Float32Array {
  const seed = new Float32Array(size ** 3).fill(PAD_LOGIT);
  seed[index] = INIT_LOGIT;
  return seed;
}

/** Indices of the 26 neighbours and the voxel itself. */
function neighbours(index: number, size: number): number[] {
  const [z, y, x] = [Math.floor(index / size ** 2), Math.floor(index / size) % size, index % size];
  const found: number[] = [];
  for (let k = Math.max(z - 1, 0); k <= Math.min(z + 1, size - 1); k++) {
    for (let j = Math.max(y - 1, 0); j <= Math.min(y + 1, size - 1); j++) {
      for (let i = Math.max(x - 1, 0); i <= Math.min(x + 1, size - 1); i++)
        found.push((k * size + j) * size + i);
    }
  }
  return found;
}

/** What the model must give, by sets: bright voxels, and which of them are reached in `steps` dilations. */
function expectedLogits(
  bright: readonly boolean[],
  start: number,
  size: number,
  steps: number,
): Float32Array {
  let flooded = new Set([start]);
  for (let i = 0; i < steps; i++) {
    flooded = new Set([...flooded].flatMap((v) => neighbours(v, size)).filter((v) => bright[v]));
  }
  return Float32Array.from(bright, (isBright, v) => (flooded.has(v) ? FLOODED : isBright ? BRIGHT : DARK));
}

function assertNear(actual: Float32Array, expected: Float32Array): void {
  const worst = expected.reduce((most, v, i) => Math.max(most, Math.abs(v - actual[i])), 0);
  assert.ok(worst < TOLERANCE, `max |difference| ${worst}`);
}

for (const [name, options, size, steps] of [
  ['default', {}, 17, 5],
  ['smallest', SMALL, 9, 3],
] as const) {
  const centre = (size ** 3 - 1) / 2;

  test(`${name}: in a uniform interior one step floods a cube of ${2 * steps + 1} voxels, borders are bright`, () =>
    withNetwork(options, async (network) => {
      for (const grey of [140, 160, 200, 255]) {
        const image = normalised(new Uint8Array(size ** 3).fill(grey));
        const expected = expectedLogits(Array<boolean>(size ** 3).fill(true), centre, size, steps);
        assert.equal(expected.filter((v) => v === FLOODED).length, (2 * steps + 1) ** 3);
        assertNear(await network.predict(image, seedAt(size, centre), 1), expected);
      }
    }));

  test(`${name}: a uniform membrane is dark to its corners, also where the seed says otherwise`, () =>
    withNetwork(options, async (network) => {
      for (const grey of [110, 60, 0]) {
        const image = normalised(new Uint8Array(size ** 3).fill(grey));
        const logits = await network.predict(image, new Float32Array(size ** 3).fill(FLOODED), 1);
        assertNear(logits, new Float32Array(size ** 3).fill(DARK));
      }
    }));

  test(`${name}: flooding follows a winding interior and stops at membranes`, () =>
    withNetwork(options, async (network) => {
      // Blocks of 3 voxels, grey 30 or 240: no mixture of 27 voxels that they can form is near the threshold.
      const random = createRandom(11);
      const blocks = Array.from({ length: 216 }, () => random() > -0.2);
      const at = (v: number) => {
        const [z, y, x] = [Math.floor(v / size ** 2), Math.floor(v / size) % size, v % size];
        return (Math.floor(z / 3) * 6 + Math.floor(y / 3)) * 6 + Math.floor(x / 3);
      };
      blocks[at(centre)] = true;
      const grey = Array.from({ length: size ** 3 }, (_, v) => (blocks[at(v)] ? 240 : 30));
      const image = normalised(grey);
      const mean = image.map((_, v) => neighbours(v, size).reduce((sum, n) => sum + image[n], 0) / 27);
      const bright = Array.from(mean, (m) => m > 0);
      assert.ok(
        mean.every((m) => Math.abs(m) > 0.5 / 6),
        'the case is too close to the threshold to have one answer',
      );
      const expected = expectedLogits(bright, centre, size, steps);
      assertNear(await network.predict(image, seedAt(size, centre), 1), expected);
    }));
}

test('repeated steps flood the whole interior, keep it, and forget nothing', () =>
  withNetwork(SMALL, async (network) => {
    const size = 9;
    const image = normalised(new Uint8Array(size ** 3).fill(180));
    let seed = seedAt(size, 0);
    for (let step = 0; step < 4; step++) seed = await network.predict(image, seed, 1);
    assertNear(seed, new Float32Array(size ** 3).fill(FLOODED));
  }));

test('grain changes no more than the logits of what is flooded, and keeps these above all thresholds', () =>
  withNetwork(SMALL, (plain) =>
    withNetwork({ ...SMALL, grain: true }, async (grainy) => {
      const random = createRandom(3);
      const cells = Array.from({ length: 9 ** 3 }, (_, v) => v % 9 < 6 || Math.floor(v / 9) % 9 === 4);
      const image = normalised(cells.map((isCell) => Math.round((isCell ? 178 : 78) + 14 * random())));
      const seed = seedAt(9, (9 ** 3 - 1) / 2);
      const [before, after] = [await plain.predict(image, seed, 1), await grainy.predict(image, seed, 1)];
      const flooded = [...before.keys()].filter((v) => before[v] > FLOODED - TOLERANCE);
      assert.ok(flooded.length > 100 && flooded.length < 400, `${flooded.length}`);
      for (const v of flooded) assert.ok(after[v] > FLOODED && after[v] < FLOODED + 6, `${after[v]}`);
      assert.equal(new Set(flooded.map((v) => after[v])).size, flooded.length);
      const rest = [...before.keys()].filter((v) => before[v] < BRIGHT + TOLERANCE);
      assertNear(
        Float32Array.from(rest, (v) => after[v]),
        Float32Array.from(rest, (v) => before[v]),
      );
    }),
  ));

test('logits of bright voxels keep clear of both thresholds', () => {
  assert.ok(BRIGHT >= 0 && BRIGHT < logit(0.6));
  assert.ok(FLOODED > logit(0.9) && FLOODED > 2);
});
