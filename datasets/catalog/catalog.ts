import type { Xyz } from '../geometry/index.ts';

/** Under which terms data may be used. */
export interface Licence {
  /** SPDX identifier where there is one, else the licence's usual name. */
  readonly name: string;
  readonly url: string;
  /** What the user has to do, in one or two sentences. */
  readonly notice: string;
}

interface PartCommon {
  /** Folder of the part in the place where the dataset is put. */
  readonly name: string;
  readonly description: string;
}

/** A precomputed volume. */
export interface VolumePart extends PartCommon {
  readonly kind: 'volume';
  readonly type: 'image' | 'segmentation';
  /** Root, http(s) or gs, without `precomputed://`. */
  readonly url: string;
  /** Of the finest scale. */
  readonly resolutionNm: Xyz;
}

/** A folder of legacy meshes. */
export interface MeshPart extends PartCommon {
  readonly kind: 'mesh';
  readonly url: string;
  /** Segments that have a mesh; the folder cannot be listed everywhere. */
  readonly ids: readonly bigint[];
}

/** One file. */
export interface CatalogFile {
  /** http(s) or gs. */
  readonly url: string;
  /** Below the part's folder. */
  readonly path: string;
  /** SHA-256, lower-case hexadecimal, where it is known. */
  readonly sha256?: string;
}

export interface FilesPart extends PartCommon {
  readonly kind: 'files';
  /** Nanometres a voxel, where the files hold a volume. */
  readonly resolutionNm?: Xyz;
  readonly files: readonly CatalogFile[];
}

export type CatalogPart = VolumePart | MeshPart | FilesPart;

/** A public dataset: where it is, whose it is, and what may be done with it. */
export interface CatalogEntry {
  /** As in `floodlight fetch NAME`. */
  readonly name: string;
  readonly title: string;
  readonly homepage: string;
  readonly licence: Licence;
  /** What to cite, at least one. */
  readonly citations: readonly string[];
  readonly parts: readonly CatalogPart[];
}
