/** Whether this page can compute on a GPU, and what to do where it cannot. */
import { UnsupportedError } from '../../../datasets/errors.ts';

/** The part of the browser that is asked. */
export interface GpuSurroundings {
  readonly isSecure: boolean;
  readonly gpu: { requestAdapter(): Promise<object | null> } | undefined;
}

const here = (): GpuSurroundings => ({
  isSecure: isSecureContext,
  gpu: (navigator as { gpu?: GpuSurroundings['gpu'] }).gpu,
});

/** @returns undefined where there is a GPU for the page; else what is missing and its cure. */
export async function missingGpu(around: GpuSurroundings = here()): Promise<UnsupportedError | undefined> {
  const fail = (got: string, cure: string) =>
    new UnsupportedError({ subject: 'segmenting by click', expected: 'a GPU through WebGPU', got, cure });
  if (!around.isSecure)
    return fail(
      'a page without encryption, where browsers give none',
      'Open it over https, or from localhost',
    );
  if (!around.gpu)
    return fail(
      'a browser without it, or one where it is off',
      'Take Chrome or Edge 113, Firefox 141, Safari 26 or later; on Linux turn on chrome://flags/#enable-unsafe-webgpu',
    );
  const adapter = await around.gpu.requestAdapter().catch(() => null);
  if (adapter) return undefined;
  return fail(
    'no adapter: the browser does not use this GPU',
    'Turn hardware acceleration on in the browser’s settings, update the GPU’s driver, and start the browser again',
  );
}
