import { gunzip, looksGzipped } from '../codecs/index.ts';
import { MissingError, TooLargeError } from '../errors.ts';
import type { Box } from '../geometry/index.ts';
import type { Source, SourceMesh } from '../source.ts';
import type { Store } from '../stores/index.ts';
import { checkKind, type MeshKind } from './mesh-kind.ts';
import { parseObj } from './parse-obj.ts';
import { parsePly } from './parse-ply.ts';
import { parseStl } from './parse-stl.ts';
import { parseVtk } from './parse-vtk.ts';

/** The most bytes of a file, after unpacking. */
const MAX_BYTES = 2 ** 29;

const PARSERS: Readonly<Record<MeshKind, (bytes: Uint8Array, subject: string) => SourceMesh>> = {
  obj: parseObj,
  ply: parsePly,
  stl: parseStl,
  vtk: parseVtk,
};

/**
 * A file that is one mesh, gzipped or not. It is read whole; its coordinates are taken for nanometres, as Neuroglancer does.
 * @param maxBytes default 512 MiB.
 * @throws MissingError; TooLargeError above `maxBytes`; those of the format's parser.
 */
export async function openSingleMesh(
  store: Store,
  key: string,
  kind: MeshKind,
  {
    signal,
    maxBytes = MAX_BYTES,
  }: { readonly signal?: AbortSignal | undefined; readonly maxBytes?: number } = {},
): Promise<Source> {
  const read = () => readMeshFile(store, key, kind, { signal, maxBytes });
  const first = await read();
  const { positions, indices } = first;
  let kept: SourceMesh | undefined = first;
  return {
    format: kind,
    title: `${kind.toUpperCase()} mesh`,
    mesh: {
      vertexCount: positions.length / 3,
      triangleCount: indices.length / 3,
      boundsNm: boundsOf(positions),
      async read() {
        // Whoever takes it keeps it: a second reader is rare, and reads the file again.
        const mesh = kept ?? (await read());
        kept = undefined;
        return mesh;
      },
    },
    warnings: [],
  };
}

interface FileOptions {
  readonly signal: AbortSignal | undefined;
  readonly maxBytes: number;
}

async function readMeshFile(
  store: Store,
  key: string,
  kind: MeshKind,
  { signal, maxBytes }: FileOptions,
): Promise<SourceMesh> {
  const subject = `${store.name}/${key}`;
  const stored = await store.get(key, { signal });
  if (!stored) {
    const cure = 'Check the address of the file';
    throw new MissingError({ subject, expected: 'a mesh', got: 'no such file', cure });
  }
  const bytes = looksGzipped(stored) ? await gunzip(stored, maxBytes, subject) : stored;
  if (bytes.length > maxBytes) {
    const cure = 'Simplify the mesh';
    throw new TooLargeError({ subject, expected: `at most ${maxBytes} bytes`, got: `${bytes.length}`, cure });
  }
  checkKind(bytes, kind, subject);
  return PARSERS[kind](bytes, subject);
}

function boundsOf(positions: Float32Array): Box {
  const begin = [Infinity, Infinity, Infinity] as [number, number, number];
  const end = [-Infinity, -Infinity, -Infinity] as [number, number, number];
  for (let i = 0; i < positions.length; i++) {
    const axis = (i % 3) as 0 | 1 | 2;
    begin[axis] = Math.min(begin[axis], positions[i] as number);
    end[axis] = Math.max(end[axis], positions[i] as number);
  }
  return { begin, end };
}
