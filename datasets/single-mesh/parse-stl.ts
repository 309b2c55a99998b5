import { CorruptDataError } from '../errors.ts';
import type { SourceMesh } from '../source.ts';
import { MeshBuilder } from './mesh-builder.ts';
import { addVertex, TextScanner } from './text-scanner.ts';

/** 80 bytes of title, then the number of triangles. */
const HEADER_BYTES = 84;
/** A normal and three corners of float32, then two bytes of attributes. */
const TRIANGLE_BYTES = 50;

/**
 * STL, binary or ASCII. Each triangle has three vertices of its own, as the file has it. Normals are passed over.
 * @throws CorruptDataError where the file is shorter than its header says; InvalidDataError for what is no STL.
 */
export function parseStl(bytes: Uint8Array, subject: string): SourceMesh {
  const isText = /^\s*solid\b/i.test(new TextDecoder('latin1').decode(bytes.subarray(0, 80)));
  // Some binary files' titles begin with `solid` too: their length tells them.
  return isText && !isBinaryLength(bytes) ? parseText(bytes, subject) : parseBinary(bytes, subject);
}

const countOf = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(80, true);

const isBinaryLength = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_BYTES && bytes.length === HEADER_BYTES + TRIANGLE_BYTES * countOf(bytes);

function parseBinary(bytes: Uint8Array, subject: string): SourceMesh {
  const cut = (expected: string) => {
    const cure = 'The file is cut off, or no STL: fetch it again';
    return new CorruptDataError({ subject, expected, got: `${bytes.length}`, cure });
  };
  if (bytes.length < HEADER_BYTES) throw cut(`at least ${HEADER_BYTES} bytes of a binary STL`);
  const count = countOf(bytes);
  const length = HEADER_BYTES + TRIANGLE_BYTES * count;
  if (bytes.length < length) throw cut(`${length} bytes for ${count} triangles`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mesh = new MeshBuilder(subject);
  for (let i = 0; i < count; i++) {
    for (let corner = 0; corner < 3; corner++) {
      const at = HEADER_BYTES + TRIANGLE_BYTES * i + 12 * (corner + 1);
      mesh.addVertex(view.getFloat32(at, true), view.getFloat32(at + 4, true), view.getFloat32(at + 8, true));
    }
    mesh.addTriangle(3 * i, 3 * i + 1, 3 * i + 2);
  }
  return mesh.finish();
}

/** `solid …`, facets, `endsolid …`; there may be several solids. */
function parseText(bytes: Uint8Array, subject: string): SourceMesh {
  const scanner = new TextScanner(bytes, subject);
  const mesh = new MeshBuilder(subject);
  for (let solid = scanner.word(); solid !== undefined; solid = scanner.word()) {
    if (solid.toLowerCase() !== 'solid') throw scanner.wrong('solid', solid);
    scanner.line();
    while (readFacet(scanner, mesh));
    // Its name.
    scanner.line();
  }
  return mesh.finish();
}

/** `facet normal … outer loop vertex x y z (three of them) endloop endfacet`. @returns false at `endsolid`. */
function readFacet(scanner: TextScanner, mesh: MeshBuilder): boolean {
  const word = scanner.word()?.toLowerCase();
  if (word === 'endsolid') return false;
  if (word === undefined) throw scanner.ended('endsolid');
  if (word !== 'facet') throw scanner.wrong('facet or endsolid', word);
  expectWords(scanner, 'normal');
  for (let i = 0; i < 3; i++) if (scanner.word() === undefined) throw scanner.ended('a normal');
  expectWords(scanner, 'outer loop');
  const first = mesh.vertexCount;
  for (let i = 0; i < 3; i++) {
    expectWords(scanner, 'vertex');
    addVertex(scanner, mesh);
  }
  expectWords(scanner, 'endloop endfacet');
  mesh.addTriangle(first, first + 1, first + 2);
  return true;
}

function expectWords(scanner: TextScanner, words: string): void {
  for (const expected of words.split(' ')) {
    const word = scanner.word();
    if (word === undefined) throw scanner.ended(expected);
    if (word.toLowerCase() !== expected) throw scanner.wrong(expected, word);
  }
}
