import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { createPhantom, type PhantomStyle } from '../../datasets/phantom/index.ts';
import type { Reporter } from '../console/index.ts';
import { openInput } from '../inputs/index.ts';
import { writePhantom } from '../jobs/index.ts';
import { type Device, openNetwork, ownModel } from '../networks/index.ts';
import type { DemoSource } from './source.ts';

export interface PhantomSourceOptions {
  readonly style: PhantomStyle;
  readonly seed: number;
  /** Voxels; default 96 on each axis. */
  readonly size: Xyz;
  /** The phantom is written below it once, to `<name>/sample`. */
  readonly out: string;
  readonly device: Device;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** Where a phantom's image lies, as `floodlight phantom` writes it. */
const IMAGES: Readonly<Record<PhantomStyle, string>> = { em: 'image', tomogram: 'tomogram.mrc' };

/** A synthetic volume, its exact truth, and the project's own network for its style. */
export async function phantomSource(options: PhantomSourceOptions): Promise<DemoSource> {
  const { style, seed, size, out, device } = options;
  const began = performance.now();
  const name = `phantom-${style}-${seed}`;
  const sample = join(out, `${name}-sample-${size.join('x')}`);
  const kept = existsSync(sample);
  if (!kept) await write(sample, options);
  const image = await openInput(join(sample, IMAGES[style]));
  const labels = await openInput(join(sample, 'labels'));
  const model = await ownModel(`phantom-${style}`);
  return {
    title: `Synthetic ${style === 'em' ? 'EM' : 'tomogram'}, seed ${seed}`,
    name,
    notes: ['a synthetic volume, and a network that was trained on others of its kind: no microscopy'],
    image: image.volume,
    box: image.volume.bounds,
    request: model.request,
    references: [{ name: 'truth', title: 'the exact truth', labels: labels.volume }],
    made: {
      name: 'sample',
      seconds: (performance.now() - began) / 1000,
      result: kept ? 'made before, kept' : `${size.join(' x ')} voxels`,
    },
    model: { path: model.path },
    openNetwork: (tell) => {
      const { modelName, modelArgs } = model.request;
      return openNetwork({ checkpoint: model.path, modelName, modelArgs, device, tell });
    },
    close: async () => {
      await Promise.all([image.close(), labels.close()]);
    },
  };
}

async function write(sample: string, { style, seed, size, reporter, signal }: PhantomSourceOptions) {
  const phantom = createPhantom({ style, seed, size });
  await writePhantom(sample, {
    style,
    phantom,
    overwrite: false,
    provenance: { command: process.argv.slice(2), inputs: [] },
    signal,
    onProgress: (what, done, total) =>
      reporter.progress({ label: `sample: ${what}`, done, total, unit: 'pieces' }),
  });
}
