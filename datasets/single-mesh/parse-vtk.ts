import { UnsupportedError } from '../errors.ts';
import type { SourceMesh } from '../source.ts';
import { MeshBuilder } from './mesh-builder.ts';
import { addVertex, TextScanner } from './text-scanner.ts';

/**
 * A legacy VTK file: ASCII, `DATASET POLYDATA` with points and polygons, as versions to 4.2 write the lists and as 5.x does.
 * Polygons become fans. Attributes of points and cells, vertices and lines are passed over.
 * Source: VTK file formats, "Simple Legacy Formats".
 * @throws UnsupportedError for binary files, other datasets and triangle strips; CorruptDataError where the file ends early;
 *   InvalidDataError naming the line.
 */
export function parseVtk(bytes: Uint8Array, subject: string): SourceMesh {
  const scanner = new TextScanner(bytes, subject);
  const mesh = new MeshBuilder(subject);
  const isNew = readHeader(scanner, subject);
  for (let word = scanner.word(); word !== undefined; word = scanner.word()) {
    switch (word.toUpperCase()) {
      case 'POINTS':
        readPoints(scanner, mesh);
        break;
      case 'POLYGONS':
        for (const corners of readCells(scanner, isNew)) mesh.addPolygon(corners);
        break;
      case 'VERTICES':
      case 'LINES':
        for (const _ of readCells(scanner, isNew));
        break;
      case 'METADATA':
        while (scanner.line()?.trim());
        break;
      case 'POINT_DATA':
      case 'CELL_DATA':
        return mesh.finish();
      case 'TRIANGLE_STRIPS':
      case 'FIELD':
        throw unsupported(subject, 'POINTS and POLYGONS', word);
      default:
        throw scanner.wrong('POINTS, POLYGONS or POINT_DATA', word);
    }
  }
  return mesh.finish();
}

/** @returns whether lists have offsets, as from version 5 on. */
function readHeader(scanner: TextScanner, subject: string): boolean {
  const first = scanner.line() ?? '';
  const [, version] = /^# vtk DataFile Version (\d+\.\d+)/i.exec(first) ?? [];
  if (version === undefined) throw scanner.wrong('# vtk DataFile Version X.Y', JSON.stringify(first));
  if (scanner.line() === undefined) throw scanner.ended('a title');
  const encoding = scanner.word();
  if (encoding?.toUpperCase() === 'BINARY')
    throw unsupported(subject, 'an ASCII file', 'a binary one', 'Write it as ASCII');
  if (encoding?.toUpperCase() !== 'ASCII') throw scanner.wrong('ASCII', encoding);
  const keyword = scanner.word();
  if (keyword?.toUpperCase() !== 'DATASET') throw scanner.wrong('DATASET', keyword);
  const dataset = scanner.word();
  if (dataset?.toUpperCase() !== 'POLYDATA') throw unsupported(subject, 'DATASET POLYDATA', `${dataset}`);
  return Number(version) >= 5;
}

function readPoints(scanner: TextScanner, mesh: MeshBuilder): void {
  const count = scanner.count('the number of points');
  scanner.word();
  scanner.checkLeft(3 * count, 'coordinates');
  for (let i = 0; i < count; i++) addVertex(scanner, mesh);
}

function readCells(scanner: TextScanner, isNew: boolean): Iterable<readonly number[]> {
  const count = scanner.count('the number of cells');
  const size = scanner.count('the length of the list');
  scanner.checkLeft(size, 'numbers');
  return isNew ? cellsByOffsets(scanner, count, size) : cellsByLengths(scanner, count, size);
}

/** `n a b c …` for each cell; `size` counts all these numbers. */
function* cellsByLengths(scanner: TextScanner, count: number, size: number): Generator<readonly number[]> {
  let left = size;
  for (let i = 0; i < count; i++) {
    const length = scanner.count('the length of a cell');
    left -= length + 1;
    if (left < 0) throw scanner.wrong(`${size} numbers for ${count} cells`, 'more');
    yield Array.from({ length }, () => scanner.count('the number of a point'));
  }
  if (left !== 0) throw scanner.wrong(`${size} numbers for ${count} cells`, `${size - left}`);
}

/** `OFFSETS type` with where each cell begins and the last one ends, then `CONNECTIVITY type` with the points. */
function* cellsByOffsets(scanner: TextScanner, count: number, size: number): Generator<readonly number[]> {
  const offsets = readList(scanner, 'OFFSETS', count);
  const points = readList(scanner, 'CONNECTIVITY', size);
  if (count > 0 && (offsets[0] !== 0 || offsets.at(-1) !== size))
    throw scanner.wrong(`offsets from 0 to ${size}`, `${offsets[0]} to ${offsets.at(-1)}`);
  for (let i = 1; i < count; i++) {
    const [begin, end] = [offsets[i - 1] as number, offsets[i] as number];
    if (begin > end) throw scanner.wrong('offsets that grow', `${begin}, ${end}`);
    yield points.slice(begin, end);
  }
}

function readList(scanner: TextScanner, name: string, length: number): number[] {
  const word = scanner.word();
  if (word === undefined) throw scanner.ended(name);
  if (word.toUpperCase() !== name) throw scanner.wrong(name, word);
  scanner.word();
  scanner.checkLeft(length, 'numbers');
  return Array.from({ length }, () => scanner.count(`a number of ${name}`));
}

const unsupported = (subject: string, expected: string, got: string, cure = 'Write triangles, as ASCII') =>
  new UnsupportedError({ subject, expected, got, cure });
