import { type ConvStack3DConfig, elementCount, expectedShapes, type Weights } from '../../model/index.ts';
import { STREAMS } from '../examples/index.ts';
import { createRandom } from '../random.ts';

/**
 * Weights to begin with: even between +-sqrt(6 / (inputs + outputs)) of a convolution, biases 0; the same for the same seed.
 * Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.
 */
export function initialWeights(config: ConvStack3DConfig, seed: number): Weights {
  const random = createRandom(seed, STREAMS.weights);
  return new Map(
    [...expectedShapes(config)].map(([name, shape]) => {
      const data = new Float32Array(elementCount(shape));
      if (shape.length > 1) {
        const [inChannels = 1, outChannels = 1] = shape.slice(-2);
        const taps = data.length / (inChannels * outChannels);
        const limit = Math.sqrt(6 / (taps * (inChannels + outChannels)));
        for (let i = 0; i < data.length; i++) data[i] = (2 * random.unit() - 1) * limit;
      }
      return [name, { shape, data }];
    }),
  );
}
