/** Models, loaded with the code that runs them. */
import {
  type FloodlightError,
  isFloodlightError,
  TooLargeError,
  TransientError,
  UnsupportedError,
} from '../../../datasets/errors.ts';
import type { DeviceName, ModelInfo } from './protocol.ts';

/** All that grows objects; nothing of it is loaded before there is a model. */
export const loadFfn = () => import('../../../ffn/interactive/index.ts');
export type Ffn = Awaited<ReturnType<typeof loadFfn>>;

export interface LoadedModel {
  readonly info: ModelInfo;
  readonly network: Awaited<ReturnType<Ffn['openModel']>>['network'];
  readonly clickSegmenter: Ffn['clickSegmenter'];
}

export type ModelLoader = (name: string, bytes: Uint8Array, device: DeviceName) => Promise<LoadedModel>;

/** @throws what `openModel` does, with a page's cures. */
export const loadModel: ModelLoader = async (name, bytes, device) => {
  const { openModel, clickSegmenter } = await loadFfn();
  const { network, id, fovSize, metadata } = await openModel({ name, bytes }, device).catch(
    (error: unknown) => {
      throw forPage(error);
    },
  );
  const { imageMean, imageStddev, voxelSizeNm } = metadata;
  const info = { name, id, fovSize, device: network.device, imageMean, imageStddev, voxelSizeNm };
  return { info, network, clickSegmenter };
};

/** Cures that name flags of the program are none in a page. */
export function forPage(error: unknown): unknown {
  if (!isFloodlightError(error) || !error.cure || !/--|backend/.test(error.cure)) return error;
  const [subject, expected, got] = partsOf(error);
  const parts = { subject, expected, got, cause: error };
  const fits = /--subvolume: (\d+)/.exec(error.cure)?.[1];
  if (isFloodlightError(error, 'too-large'))
    return new TooLargeError({
      ...parts,
      cure: `Take a smaller box${fits ? `: ${fits} voxels an axis fit` : ''}`,
    });
  if (isFloodlightError(error, 'transient'))
    return new TransientError({ ...parts, cure: 'Free the GPU or take a smaller box, then click again' });
  const cure = 'See docs/troubleshooting.md, or choose the CPU as device, which is slow';
  return new UnsupportedError({ ...parts, cure });
}

/** Takes a message apart again. */
function partsOf({ subject, message, cure }: FloodlightError): [string, string, string] {
  const body = message.slice(`${subject}: expected `.length, cure ? -`. ${cure}`.length : undefined);
  const split = body.indexOf(', got ');
  return [subject, body.slice(0, split), body.slice(split + 6)];
}
