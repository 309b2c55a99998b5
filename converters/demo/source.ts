import type { Box } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import type { InferenceRequest } from '../../ffn/inference/index.ts';

/** What the demo runs on: an image, a network, and how to use it. */
export interface DemoSource {
  /** For the page and the summary. */
  readonly title: string;
  /** What a person should know before believing what is shown. */
  readonly notes: readonly string[];
  /** Short and unique: names the folder of the results. */
  readonly name: string;
  readonly image: Volume;
  /** The part to segment, in voxels of the image. */
  readonly box: Box;
  readonly request: InferenceRequest;
  openNetwork(): Promise<FfnNetwork>;
}
