import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import type { Box, Xyz } from '../../datasets/geometry/index.ts';
import { parseSourceUrl } from '../../datasets/links/index.ts';
import { parseBucketUrl } from '../../datasets/stores/index.ts';
import type { DataType } from '../../datasets/volume.ts';
import type { ImageLook, MeshLook, SegmentLook } from './layer-look.ts';

export type LayerType = 'image' | 'segmentation' | 'mesh';
export const LAYER_TYPES: readonly LayerType[] = ['image', 'segmentation', 'mesh'];

/** What a page says about a layer. */
export interface LayerSpec {
  readonly type: LayerType;
  readonly name: string;
  /** `FORMAT://URL`, or a URL that is recognised by what lies there; it may be relative to the page. */
  readonly source: string;
  /** Segments that are chosen: shown in cross-sections and as meshes. */
  readonly segments: readonly bigint[];
  /** Default true. A layer that is not visible is not opened. */
  readonly visible?: boolean;
  /** Pixels that a voxel of a cross-section should take, above 0: more gives a coarser scale. Default 1. */
  readonly renderScale?: number | undefined;
  /** What differs from `DEFAULT_IMAGE_LOOK`, for images. */
  readonly image?: Partial<ImageLook> | undefined;
  /** What differs from `DEFAULT_SEGMENT_LOOK`, for segmentations. */
  readonly segmentation?: Partial<SegmentLook> | undefined;
  /** Default white and opaque, for single meshes. */
  readonly mesh?: MeshLook | undefined;
}

/** One resolution of a layer. */
export interface LayerScale {
  /** Voxels of this scale. */
  readonly bounds: Box;
  readonly voxelSizeNm: Xyz;
  /** Chunks are anchored at `bounds.begin` and clipped to `bounds`. */
  readonly chunkSize: Xyz;
}

/** What a layer's dataset says about itself. */
export interface LayerInfo {
  readonly dataType: DataType;
  readonly numChannels: number;
  /** Whether segments may have meshes, skeletons, and names. */
  readonly hasMeshes?: boolean;
  /** Of a format that knows no meshes: none is missed. */
  readonly knowsMeshes?: false;
  readonly hasSkeletons?: boolean;
  readonly hasNames?: boolean;
  /** Finest first. Of a single mesh none. */
  readonly scales: readonly LayerScale[];
  /** Of a file that is one mesh: where it lies. */
  readonly meshBoundsNm?: Box;
}

const SEGMENT_ID = /^(0|[1-9]\d{0,19})$/;
const MAX_SEGMENT_ID = 2n ** 64n - 1n;

/**
 * Segment ids of an attribute: decimal, separated by commas or white space.
 * @throws InvalidDataError at the first that is not an unsigned 64-bit number.
 */
export function parseSegments(text: string): bigint[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const id = SEGMENT_ID.test(part) ? BigInt(part) : undefined;
      if (id !== undefined && id <= MAX_SEGMENT_ID) return id;
      throw new InvalidDataError({
        subject: 'segments',
        expected: 'decimal ids of at most 64 bits, separated by commas',
        got: JSON.stringify(part),
        cure: 'Write them like segments="3, 17"',
      });
    });
}

/** A name and `://` that is no way to fetch anything. */
const RELATIVE = /^(?!(?:https?|gs|s3|r2|file|blob|data):)([a-z][a-z0-9]*):\/\/(.*)$/is;

/**
 * @param source `FORMAT://URL`, `URL|FORMAT:`, or a URL alone, which is recognised by what lies there.
 * @param base what a relative URL is relative to.
 * @returns the absolute address: of a precomputed dataset its folder, without a last `/`; `FORMAT://URL` for others, and
 *   `URL|` where the format is still to be recognised. Adapters follow it, `|` before each.
 */
export function resolveSource(source: string, base: string): string {
  const parsed = parseSourceUrl(source.trim());
  // In a link every source is absolute: `zarr://folder` is a format's name and a relative URL only here.
  const [, scheme, rest = parsed.root] = RELATIVE.exec(parsed.root) ?? [];
  const format = parsed.format ?? scheme;
  try {
    const url = webAddress(new URL(rest, base).href.replace(/\/+$/, ''));
    const name = format === undefined || format === 'precomputed' ? '' : `${format}://`;
    return [name + url, ...parsed.adapters, ...(format === undefined ? [''] : [])].join('|');
  } catch (cause) {
    throw new UsageError({ subject: 'source', expected: 'a URL', got: JSON.stringify(source), cause });
  }
}

/** Where a bucket's objects are on the web: `gs://bucket/path` and `s3://bucket/path` have https addresses. */
export function webAddress(url: string): string {
  const bucket = parseBucketUrl(url);
  if (!bucket) return url;
  return bucket.folder === '' ? bucket.rootUrl : `${bucket.rootUrl}/${bucket.folder}`;
}
