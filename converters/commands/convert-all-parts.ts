import { join } from 'node:path';
import { UsageError } from '../../datasets/errors.ts';
import type { PrecomputedInfo } from '../../datasets/precomputed/index.ts';
import type { Estimate } from '../jobs/index.ts';
import { IMAGE_FLAGS, LABEL_FLAGS } from './convert-flags.ts';
import { parseInteger, parseMemory, type VerbContext } from './verb.ts';

/** Flags of `convert --all`; the others go to the conversion that they mean something to. */
export interface AllFlags {
  readonly type: string;
  readonly image?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly part?: string;
  readonly parallel?: string;
  readonly memory?: string;
  readonly gzipLevel: string;
  readonly encoding?: string;
  readonly imageEncoding?: string;
  readonly jpegQuality?: string;
}

/** `--parallel` and `--memory`. @throws UsageError. */
export const parseWork = ({ parallel, memory }: Pick<AllFlags, 'parallel' | 'memory'>) => ({
  parallel: parallel === undefined ? undefined : parseInteger('--parallel', parallel, [1, 256]),
  memoryBytes: parseMemory(memory),
});

/** One dataset, written or estimated. */
export type Converted = { readonly info: PrecomputedInfo } | { readonly estimate: Estimate };

export type Paths = readonly [input: string, output: string];

/** Converts one input with these flags. */
export type ConvertOne<Flags> = (paths: Paths, flags: Flags, context: VerbContext) => Promise<Converted>;

/** One of the two conversions. */
export interface Part<Flags> {
  readonly name: 'image' | 'segmentation';
  readonly paths: Paths;
  readonly flags: Flags;
}

/** Flags that mean something to labels alone, and to pictures alone. */
const OF_LABELS = [...LABEL_FLAGS, 'noisyLabels'];
const OF_IMAGES = [...IMAGE_FLAGS, 'channel', 'jpegQuality'];

/**
 * The conversions that are to be made, each with the flags that mean something to it.
 * @throws UsageError for flags of images without an image, and for a share of it all.
 */
export function partsOf<Flags extends AllFlags>(input: string, output: string, flags: Flags): Part<Flags>[] {
  const without = (names: readonly string[]): Flags => {
    const kept = Object.entries(flags).filter(([name]) => !names.includes(name));
    return Object.fromEntries(kept) as unknown as Flags;
  };
  const { image, imageEncoding } = flags;
  if (flags.part !== undefined) throw withPart(flags.part);
  const labels = { ...without(OF_IMAGES), type: 'segmentation' };
  if (image === undefined) {
    const given = [...OF_IMAGES, 'imageEncoding'].find((name) => name in flags);
    if (given !== undefined) throw withoutImage(given);
    return [{ name: 'segmentation', paths: [input, output], flags: labels }];
  }
  const pictures = { ...without(OF_LABELS), type: 'image', encoding: imageEncoding };
  return [
    { name: 'image', paths: [image, join(output, 'image')], flags: pictures },
    { name: 'segmentation', paths: [input, join(output, 'segmentation')], flags: labels },
  ];
}

const withPart = (got: string) =>
  new UsageError({
    subject: '--part',
    expected: 'one step',
    got: `${got} of --all`,
    cure: 'Give it to each step: convert, then downsample, mesh and skeletonize; then properties',
  });

const withoutImage = (name: string) =>
  new UsageError({
    subject: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: 'an image that it is for',
    got: 'no --image',
    cure: 'Give --image INPUT, or leave it out',
  });
