import { UsageError } from '../../datasets/errors.ts';
import { type PrecomputedSpec, WRITTEN_ENCODINGS } from '../../datasets/precomputed/index.ts';
import type { AllFlags } from './convert-all-parts.ts';
import { IMAGE_FLAGS, LABEL_FLAGS, type TransformFlags } from './convert-flags.ts';
import { type CommonFlags, oneOf, parseInteger, parseTriple } from './verb.ts';

/** All flags of `convert`. */
export interface ConvertFlags extends CommonFlags, TransformFlags, AllFlags {
  readonly type: string;
  readonly all?: boolean;
  readonly pyramid?: boolean;
  readonly part?: string;
  readonly format?: string;
  readonly compression?: string;
  readonly chunkSize: string;
  readonly sharded?: boolean;
  readonly gzipLevel: string;
  readonly noisyLabels?: boolean;
  readonly fillMissing?: boolean;
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

export const CONVERT_DEFAULTS = { type: 'image', chunkSize: '64,64,64', gzipLevel: '6' } as const;

const isSize = (n: number) => Number.isInteger(n) && n > 0;

/** What flags say of the dataset to write. @throws UsageError */
export function parseSpec(flags: ConvertFlags): PrecomputedSpec {
  const type = oneOf('--type', flags.type, ['image', 'segmentation']);
  const encoding = flags.encoding && oneOf('--encoding', flags.encoding, WRITTEN_ENCODINGS);
  if (flags.jpegQuality !== undefined && encoding !== 'jpeg') {
    const cure = 'Give both, or neither';
    const got = encoding ? `--encoding ${encoding}` : 'no --encoding';
    throw new UsageError({ subject: '--jpeg-quality', expected: '--encoding jpeg beside it', got, cure });
  }
  assertFlagsOfType(type, flags);
  return {
    type,
    jpegQuality:
      flags.jpegQuality === undefined
        ? undefined
        : parseInteger('--jpeg-quality', flags.jpegQuality, [1, 100]),
    encoding: encoding || (type === 'segmentation' ? 'compressed_segmentation' : 'raw'),
    chunkSize: parseTriple('--chunk-size', flags.chunkSize, isSize, 'three whole numbers x,y,z from 1 on'),
    sharding: flags.sharded ? true : undefined,
  };
}

/** Grey values of labels, and labels of pictures, are mistakes that only show when it is all written. */
function assertFlagsOfType(type: string, flags: ConvertFlags): void {
  const isImage = type === 'image';
  const wrong = (isImage ? LABEL_FLAGS : IMAGE_FLAGS).find((name) => flags[name] !== undefined);
  if (wrong === undefined) return;
  throw new UsageError({
    subject: spelled(wrong),
    expected: isImage ? 'labels' : 'grey values',
    got: `--type ${type}`,
    cure: isImage ? 'Give --type segmentation with it' : 'Leave it out: it changes labels',
  });
}

const spelled = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Flags that change what is written, as a person spells them; those that the info says are left out. */
export function flagsThatDecide(flags: ConvertFlags): Record<string, unknown> {
  const { channel, swapYz, contrast, dataType, invert, relabel, unmapped, box, offset } = flags;
  const { resample, resolution, clahe, claheTile, claheClip, splitComponents, dust } = flags;
  const local = { clahe, claheTile, claheClip, splitComponents, dust };
  const values = { channel, swapYz, contrast, dataType, invert, relabel, unmapped, ...local };
  const places = { box, offset, resample, resolution: resample && resolution };
  const decisive = { ...values, ...places };
  return Object.fromEntries(
    Object.entries({ ...decisive, type: flags.type }).map(([name, value]) => [spelled(name), value]),
  );
}
