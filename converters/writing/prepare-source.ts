import { MissingError } from '../../datasets/errors.ts';
import { type Box, mapXyz } from '../../datasets/geometry/index.ts';
import { FILL_MISSING } from '../../datasets/precomputed/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { type OpenedInput, openInput } from '../inputs/index.ts';
import {
  type PrepareOptions,
  prepareTransforms,
  type TransformRequest,
  type Transforms,
} from '../transforms/index.ts';
import { type OpenSource, type SourceSpec, sourceOf } from './source.ts';

/** A source as it is asked for: its transforms may need to know the whole volume first. */
export interface SourceRequest extends Omit<SourceSpec, 'transforms'> {
  readonly transforms: TransformRequest;
}

export interface PreparedSource {
  /** What every thread can open. */
  readonly source: SourceSpec;
  /** The same, open in this one. */
  readonly opened: OpenSource;
}

export interface PrepareSourceOptions extends Omit<PrepareOptions, 'onDescribed'> {
  /** Called before passes over all labels, which take long: what it throws spares them, and so does false. */
  readonly onDescribed?: (described: PreparedSource) => Promise<boolean>;
}

/**
 * Finds out what the transforms need to know, then opens the source.
 * @throws MissingError where the input lacks chunks and they are not to be filled; those of `openSource`.
 */
export async function prepareSource(
  { transforms: request, ...rest }: SourceRequest,
  { onDescribed, ...options }: PrepareSourceOptions = {},
): Promise<PreparedSource> {
  const { signal } = options;
  const input = await openInput(rest.input, signal, { missing: rest.fillMissing ? 'zeros' : 'fail' });
  try {
    const missing = await tellMissing(input, request, { ...rest, signal });
    const prepared = (transforms: Transforms): PreparedSource => {
      const source = { ...rest, transforms };
      return { source, opened: sourceOf(input, source) };
    };
    const transforms = await prepareTransforms(input.volume, request, {
      ...options,
      onDescribed: (plain) => onDescribed?.(prepared(plain)) ?? Promise.resolve(true),
    });
    const { source, opened } = prepared(transforms);
    return { source, opened: missing ? { ...opened, warnings: [...opened.warnings, missing] } : opened };
  } catch (error) {
    await input.close();
    throw error;
  }
}

interface Missing {
  readonly input: string;
  readonly fillMissing?: boolean;
  readonly signal?: AbortSignal;
}

/** @returns what to warn of; undefined where nothing is missing, or nobody can tell before reading. */
async function tellMissing(
  { volume, countMissing }: OpenedInput,
  request: TransformRequest,
  { input, fillMissing, signal }: Missing,
): Promise<string | undefined> {
  const found = await countMissing?.(neededOf(volume, request), signal);
  if (!found || found.missing === 0) return undefined;
  const got = `${found.missing} of ${found.all} chunks missing`;
  if (fillMissing) return `${input}: ${got}: their voxels become 0`;
  throw new MissingError({ subject: input, expected: 'all chunks', got, cure: FILL_MISSING });
}

/** The voxels of the input that a crop needs, where it is simple to say; else all. */
function neededOf(
  { bounds }: Volume,
  { box, origin, swapYz, resample, clahe, percentiles }: TransformRequest,
): Box {
  if (!box || swapYz || resample || clahe || percentiles) return bounds;
  const shift = mapXyz((b, axis) => b - (origin ?? bounds.begin)[axis], bounds.begin);
  return {
    begin: mapXyz((b, axis) => Math.max(bounds.begin[axis], b + shift[axis]), box.begin),
    end: mapXyz((e, axis) => Math.min(bounds.end[axis], e + shift[axis]), box.end),
  };
}
