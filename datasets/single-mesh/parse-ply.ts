import { CorruptDataError, InvalidDataError } from '../errors.ts';
import type { SourceMesh } from '../source.ts';
import { MeshBuilder } from './mesh-builder.ts';
import { type PlyElement, type PlyType, parsePlyHeader } from './ply-header.ts';
import { TextScanner } from './text-scanner.ts';

/** The next number of a body, and whether so many more can be there. */
interface PlyBody {
  next(type: PlyType): number;
  checkLeft(numbers: number, type: PlyType): void;
}

/**
 * PLY, ASCII or binary of either byte order: `x`, `y`, `z` of the element `vertex`, and the list `vertex_indices` (or
 * `vertex_index`) of `face`. Polygons become fans; all else is passed over.
 * Source: G. Turk, The PLY Polygon File Format (1994).
 * @throws those of `parsePlyHeader`; CorruptDataError where the file ends early; InvalidDataError for numbers and vertices
 *   that cannot be.
 */
export function parsePly(bytes: Uint8Array, subject: string): SourceMesh {
  const { format, elements, end } = parsePlyHeader(bytes, subject);
  const body =
    format === 'ascii'
      ? textBody(bytes, end, subject)
      : binaryBody(bytes, end, { isLittle: format === 'binary_little_endian', subject });
  const mesh = new MeshBuilder(subject);
  for (const element of elements) readElement(element, body, { mesh, subject });
  return mesh.finish();
}

/** Elements are read one by one, whatever they are: where the next begins, only their lists say. */
function readElement(
  { name, count, properties }: PlyElement,
  body: PlyBody,
  { mesh, subject }: { readonly mesh: MeshBuilder; readonly subject: string },
): void {
  const isVertex = name === 'vertex';
  const axes = ['x', 'y', 'z'].map((axis) => properties.findIndex((p) => p.name === axis && !p.lengthType));
  if (isVertex && axes.includes(-1)) {
    const got = properties.map((p) => p.name).join(', ') || 'no property';
    throw new InvalidDataError({ subject: `${subject} element vertex`, expected: 'x, y and z', got });
  }
  for (const { type, lengthType } of properties) body.checkLeft(count, lengthType ?? type);
  const values = new Float64Array(properties.length);
  // Without properties an element takes no byte, however many there are.
  for (let i = 0; i < count && properties.length > 0; i++) {
    for (const [at, property] of properties.entries()) {
      const { type, lengthType } = property;
      if (!lengthType) values[at] = body.next(type);
      else {
        const list = readList(body, type, lengthType, `${subject} ${name} ${i}`);
        if (name === 'face' && /^vertex_ind(ex|ices)$/.test(property.name)) mesh.addPolygon(list);
      }
    }
    if (isVertex) mesh.addVertex(...(axes.map((at) => values[at]) as [number, number, number]));
  }
}

function readList(body: PlyBody, type: PlyType, lengthType: PlyType, subject: string): number[] {
  const length = body.next(lengthType);
  if (!Number.isInteger(length) || length < 0)
    throw new InvalidDataError({ subject, expected: 'the length of a list', got: `${length}` });
  body.checkLeft(length, type);
  return Array.from({ length }, () => body.next(type));
}

function textBody(bytes: Uint8Array, end: number, subject: string): PlyBody {
  const scanner = new TextScanner(bytes, subject);
  scanner.at = end;
  return {
    next: () => scanner.number('a number'),
    checkLeft: (numbers) => scanner.checkLeft(numbers, 'numbers'),
  };
}

interface Binary {
  readonly isLittle: boolean;
  readonly subject: string;
}

function binaryBody(bytes: Uint8Array, end: number, { isLittle, subject }: Binary): PlyBody {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = end;
  const checkLeft = (numbers: number, type: PlyType) => {
    const expected = numbers * sizeOf(type);
    const left = bytes.length - at;
    if (expected <= left) return;
    const cure = 'The file is cut off: fetch it again';
    throw new CorruptDataError({ subject, expected: `${expected} bytes from ${at}`, got: `${left}`, cure });
  };
  return {
    checkLeft,
    next(type) {
      checkLeft(1, type);
      const value = READ[type](view, at, isLittle);
      at += sizeOf(type);
      return value;
    },
  };
}

const sizeOf = (type: PlyType): number => SIZES[type];
const SIZES: Readonly<Record<PlyType, number>> = {
  ...{ int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4, float64: 8 },
};

type Read = (view: DataView, at: number, isLittle: boolean) => number;
const READ: Readonly<Record<PlyType, Read>> = {
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at, isLittle) => view.getInt16(at, isLittle),
  uint16: (view, at, isLittle) => view.getUint16(at, isLittle),
  int32: (view, at, isLittle) => view.getInt32(at, isLittle),
  uint32: (view, at, isLittle) => view.getUint32(at, isLittle),
  float32: (view, at, isLittle) => view.getFloat32(at, isLittle),
  float64: (view, at, isLittle) => view.getFloat64(at, isLittle),
};
