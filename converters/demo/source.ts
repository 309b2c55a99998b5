import type { Box } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import type { InferenceRequest } from '../../ffn/inference/index.ts';
import type { ModelSource } from '../networks/index.ts';
import type { DemoStep } from './summary.ts';

/** Labels to measure the segmentation by, and to show beside it. */
export interface Reference {
  /** Of its folder and layer. */
  readonly name: string;
  /** For the summary: "the exact truth". */
  readonly title: string;
  /** In the grid of the image. */
  readonly labels: Volume;
}

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
  readonly references: readonly Reference[];
  /** How the sample came to be, where it was made. */
  readonly made?: DemoStep;
  /** The same network, for segmenting by click in the page. */
  readonly model: ModelSource;
  openNetwork(tell: (line: string) => void): Promise<FfnNetwork>;
  /** Lets go of files. */
  close(): Promise<void>;
}
