import { boxOf, xyz } from '../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../datasets/memory-volume.ts';
import { createCellPhantom } from '../../datasets/phantom/index.ts';
import { createCpuNetwork } from '../../ffn/backends/index.node.ts';
import { parseInferenceRequest } from '../../ffn/inference/index.ts';
import { handSetModel } from '../../ffn/model/index.ts';
import type { DemoSource } from './source.ts';

/** Large enough for ten cells and small enough for seconds on two cores. */
const SIZE = xyz(64, 64, 64);
const SEED = 1;

/** The published request's settings, for another network. */
const REQUEST = `
  image_mean: 128
  image_stddev: 33
  seed_policy: "PolicyPeaks"
  model_name: "convstack_3d.ConvStack3DFFNModel"
  inference_options {
    init_activation: 0.95
    pad_value: 0.05
    move_threshold: 0.9
    min_boundary_dist { x: 1 y: 1 z: 1 }
    segment_threshold: 0.6
    min_segment_size: 1000
  }`;

/** A synthetic volume, and a network with hand-set weights that floods bright interiors: nothing was learnt. */
export function syntheticSource(): DemoSource {
  const { image, voxelSizeNm } = createCellPhantom({ size: SIZE, seed: SEED });
  return {
    title: 'Synthetic volume',
    name: 'synthetic',
    notes: ['synthetic data and hand-set weights that flood bright interiors: no microscopy, nothing learnt'],
    image: createMemoryVolume(image, { voxelSizeNm }),
    box: boxOf(xyz(0, 0, 0), SIZE),
    request: parseInferenceRequest(REQUEST),
    openNetwork() {
      const { config, weights } = handSetModel({ grain: true });
      return createCpuNetwork(config, weights);
    },
  };
}
