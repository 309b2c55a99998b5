import { xyz } from '../../datasets/geometry/index.ts';
import type { ConvStack3DConfig } from '../../ffn/model/index.ts';
import { createRandom, type ExampleSource, patchSize, type TrainOptions } from '../../ffn/training/index.ts';

/** A bright ball around each coordinate, of a size that it decides, among noise. */
export function createBalls(config: ConvStack3DConfig, options: TrainOptions): ExampleSource {
  const [nz, ny, nx] = patchSize(config, options);
  return {
    coordinate: async (example) => ({ center: xyz(example % 5, 20, 20), volume: 'balls' }),
    async read(coordinate) {
      const random = createRandom(99, coordinate.center[0]);
      const radius = 3 + coordinate.center[0];
      const labels = new Uint8Array(nz * ny * nx);
      for (let z = 0, i = 0; z < nz; z++)
        for (let y = 0; y < ny; y++)
          for (let x = 0; x < nx; x++, i++)
            labels[i] = Math.hypot(z - (nz >> 1), y - (ny >> 1), x - (nx >> 1)) < radius ? 1 : 0;
      const image = Array.from(labels, (label) => 40 + 80 * label + 20 * random.unit());
      return { image, labels, coordinate, normalisation: { mean: 90, stddev: 40 } };
    },
  };
}
