import { MissingError } from '../../datasets/errors.ts';
import type { Store, WritableStore } from '../../datasets/stores/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import type { CellsOfBlock } from '../meshing/index.ts';
import { openContext } from './context.ts';
import { findCells } from './find-cells.ts';
import { missingChunks } from './label-table.ts';
import { encodeMeshFile, type MeshFile } from './mesh-files.ts';
import { legacyMesh } from './mesh-label.ts';
import type { MeshSpec } from './spec.ts';

export interface ExportOptions {
  readonly format: MeshFile;
  /** Where `<id>.obj` and so on go. */
  readonly output: WritableStore;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneBlocks: number, allBlocks: number) => void;
}

/**
 * Writes the surfaces of chosen labels as files of other formats, nanometres; the dataset is only read. Memory: a block, five
 * bytes for each cell of the chosen labels' surfaces, and the surface of one.
 * @returns triangles of all. @throws MissingError for a label that is nowhere; InvalidDataError for missing chunks.
 */
export async function exportMeshes(
  store: Store,
  spec: MeshSpec & { readonly labels: readonly string[] },
  { format, output, signal, onProgress }: ExportOptions,
): Promise<number> {
  const context = await openContext(store, spec, signal);
  const found = new Map(spec.labels.map((id) => [BigInt(id), { voxels: 0, parts: [] as CellsOfBlock[] }]));
  let missing = 0;
  for (const [i, block] of context.blocks.entries()) {
    throwIfAborted(signal, store.name);
    const { cells: all, missing: absent } = await findCells(context.source, block, signal);
    missing += absent;
    for (const [k, label] of all.labels.entries()) {
      const own = found.get(label);
      if (!own) continue;
      own.voxels += all.voxels[k];
      const [begin, end] = [all.begins[k], all.begins[k + 1]];
      const cells = all.cells.slice(begin, end);
      const configurations = all.configurations.slice(begin, end);
      if (end > begin) own.parts.push({ ...block, cells, configurations });
    }
    onProgress?.(i + 1, context.blocks.length);
  }
  if (missing > 0 && !spec.fillMissing) throw missingChunks(store.name, missing);
  const absent = [...found].filter(([, { parts }]) => parts.length === 0).map(([label]) => label);
  if (absent.length > 0)
    throw new MissingError({
      subject: store.name,
      expected: `voxels of label ${absent.join(', ')}`,
      got: 'none',
    });
  let triangles = 0;
  for (const [label, { voxels, parts }] of found) {
    throwIfAborted(signal, store.name);
    const mesh = await legacyMesh(context, { voxels, cells: parts });
    triangles += mesh.indices.length / 3;
    await output.put(`${label}.${format}`, encodeMeshFile(format, mesh, `label_${label}`));
  }
  return triangles;
}
