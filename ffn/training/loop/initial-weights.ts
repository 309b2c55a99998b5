import {
  type ConvStack3DConfig,
  elementCount,
  expectedShapes,
  type Weights,
  type WeightTensor,
} from '../../model/index.ts';
import { STREAMS } from '../examples/index.ts';
import { createRandom } from '../random.ts';

/** Share of the head's usual weights: a network that begins with its seed as its prediction has little to unlearn. */
const HEAD_SHARE = 0.1;
/** Input channel of the first layer that holds the seed's logits. */
const SEED_CHANNEL = 1;
/** Of the seed where nothing was predicted, by the default `--seed-pad` of 0.05; another pad is near enough to begin with. */
const PAD_LOGIT = -2.944;
/** Brings that to the size of the image. */
const SEED_SHARE = 0.34;

/**
 * Weights to begin with; the same for the same seed. They are even between +-sqrt(6 / inputs), which keeps the size of what
 * passes a ReLU; those that are added to the trunk by 1 / sqrt(modules) smaller, so that the trunk keeps its size as well.
 * Biases are 0, but for those of the first layer: they take away what the padding of the seed gives, which is the same
 * nearly everywhere and far from 0, so that the seed itself is what is seen.
 * Sources: He et al., "Delving deep into rectifiers", 2015; Zhang, Dauphin and Ma, "Fixup initialization", 2019, for the trunk.
 */
export function initialWeights(config: ConvStack3DConfig, seed: number): Weights {
  const random = createRandom(seed, STREAMS.weights);
  const weights = new Map(
    [...expectedShapes(config)].map(([name, shape]) => {
      const data = new Float32Array(elementCount(shape));
      if (shape.length > 1) {
        const limit = Math.sqrt(6 / elementCount(shape.slice(0, -1))) * shareOf(name, config);
        for (let i = 0; i < data.length; i++) data[i] = (2 * random.unit() - 1) * limit;
      }
      return [name, { shape, data }];
    }),
  );
  centreSeed(weights.get('conv0_a/weights')!, weights.get('conv0_a/biases')!);
  return weights;
}

/** Of the limit that keeps the size of activations. */
function shareOf(name: string, { depth }: ConvStack3DConfig): number {
  if (name.startsWith('conv_lom/')) return HEAD_SHARE;
  return /^conv[1-9]\d*_b\//.test(name) ? 1 / Math.sqrt(depth - 1) : 1;
}

/** Brings the seed to the size of the image, and its padding to 0. */
function centreSeed({ shape, data }: WeightTensor, biases: WeightTensor): void {
  const [inChannels = 1, outChannels = 1] = shape.slice(-2);
  for (let at = 0; at < data.length; at += inChannels * outChannels) {
    for (let output = 0; output < outChannels; output++) {
      const i = at + SEED_CHANNEL * outChannels + output;
      data[i]! *= SEED_SHARE;
      biases.data[output]! -= PAD_LOGIT * data[i]!;
    }
  }
}
