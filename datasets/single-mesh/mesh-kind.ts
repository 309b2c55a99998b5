import { InvalidDataError } from '../errors.ts';

/** Formats of files that are one mesh, as their addresses name them. */
export type MeshKind = 'obj' | 'ply' | 'stl' | 'vtk';

/** What a file says at its beginning; OBJ and binary STL say nothing. */
const MAGIC: readonly (readonly [beginning: RegExp, kind: MeshKind])[] = [
  [/^ply\r?\n/, 'ply'],
  [/^# vtk DataFile/i, 'vtk'],
  [/^\s*solid\b/i, 'stl'],
];

/** @throws InvalidDataError where the content is another kind of mesh than the address says, or a page. */
export function checkKind(bytes: Uint8Array, kind: MeshKind, subject: string): void {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, 64));
  const expected = `a mesh as ${kind.toUpperCase()}`;
  if (/^\s*<(!doctype|html|\?xml)/i.test(beginning)) {
    const cure = 'A host that answers every address with a page does not have the file';
    throw new InvalidDataError({ subject, expected, got: 'HTML or XML', cure });
  }
  const found = MAGIC.find(([magic]) => magic.test(beginning))?.[1];
  if (found === undefined || found === kind) return;
  const cure = `Open it as ${found}://`;
  throw new InvalidDataError({ subject, expected, got: `one as ${found.toUpperCase()}`, cure });
}
