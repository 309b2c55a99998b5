import type { MeshKind } from '../single-mesh/index.ts';
import type { Source } from '../source.ts';
import type { Store } from '../stores/index.ts';

/** What a format is opened with. */
export interface SourceRequest {
  /** Name in the address: `zarr2` and `zarr` are one format. */
  readonly scheme: string;
  /** Address of a folder, a file or a service. */
  readonly root: string;
  /** Opens a folder by its address, with the credentials and adapters that belong to it. */
  readonly openStore: (root: string) => Store;
  readonly signal?: AbortSignal;
}

/** A format that sources can have. Its code is loaded when the first of its sources is opened. */
export interface SourceFormat {
  readonly name: string;
  /** Names in addresses: `zarr://`, `|zarr3:`. */
  readonly schemes: readonly string[];
  /** Objects that a folder of it has, by which it is recognised. */
  readonly marks: readonly string[];
  /** Names of its files, where one file is all of it. */
  readonly files?: RegExp;
  open(request: SourceRequest): Promise<Source>;
}

/** Files that are one mesh. */
const meshFormat = (kind: MeshKind): SourceFormat => ({
  name: kind,
  schemes: [kind],
  marks: [],
  files: new RegExp(`\\.${kind}(\\.gz)?$`, 'i'),
  async open({ root, openStore, signal }) {
    const { openSingleMesh } = await import('../single-mesh/index.ts');
    const { folder, name } = splitFile(root);
    return openSingleMesh(openStore(folder), name, kind, { signal });
  },
});

const MESH_FORMATS = (['obj', 'ply', 'stl', 'vtk'] as const).map(meshFormat);

/** Whether an address names a file that is one mesh. */
export const isMeshFile = (root: string): boolean => MESH_FORMATS.some(({ files }) => files?.test(root));

/** In the order in which they are recognised. */
export const FORMATS: readonly SourceFormat[] = [
  {
    name: 'precomputed',
    schemes: ['precomputed'],
    marks: ['info'],
    async open({ root, openStore, signal }) {
      const { openPrecomputedSource } = await import('../precomputed/source/index.ts');
      return openPrecomputedSource(openStore(root), { signal });
    },
  },
  {
    name: 'zarr',
    schemes: ['zarr', 'zarr2', 'zarr3'],
    marks: ['zarr.json', '.zarray', '.zattrs', '.zgroup'],
    async open({ scheme, root, openStore, signal }) {
      const { openZarr } = await import('../zarr/index.ts');
      const version = scheme === 'zarr2' ? 2 : scheme === 'zarr3' ? 3 : undefined;
      return openZarr(openStore(root), { signal, ...(version && { version }) });
    },
  },
  {
    name: 'n5',
    schemes: ['n5'],
    marks: ['attributes.json'],
    async open({ root, openStore, signal }) {
      const { openN5 } = await import('../n5/index.ts');
      return openN5(openStore(root), { signal });
    },
  },
  {
    name: 'nifti',
    schemes: ['nifti'],
    marks: [],
    files: /\.nii(\.gz)?$/i,
    async open({ root, openStore }) {
      const { openNiftiSource } = await import('../nifti/source/index.ts');
      const { folder, name } = splitFile(root);
      return openNiftiSource(openStore(folder), name);
    },
  },
  {
    name: 'mrc',
    schemes: ['mrc'],
    marks: [],
    files: /\.(mrc|rec|map|st)$/i,
    async open({ root, openStore }) {
      const { openMrcSource } = await import('../mrc/source/index.ts');
      const { folder, name } = splitFile(root);
      return openMrcSource(openStore(folder), name);
    },
  },
  {
    name: 'npy',
    schemes: ['npy'],
    marks: [],
    files: /\.npy$/i,
    async open({ root, openStore }) {
      const { openNpySource } = await import('../npy/source/index.ts');
      const { folder, name } = splitFile(root);
      return openNpySource(openStore(folder), name);
    },
  },
  ...MESH_FORMATS,
];

export const formatNamed = (scheme: string): SourceFormat | undefined =>
  FORMATS.find(({ schemes }) => schemes.includes(scheme));

/** The folder and the name of an address that is a file. */
export function splitFile(root: string): { readonly folder: string; readonly name: string } {
  const end = root.lastIndexOf('/');
  return { folder: end < 0 ? '.' : root.slice(0, end) || '/', name: root.slice(end + 1) };
}
