import { InvalidDataError } from '../errors.ts';
import type { SourceMesh } from '../source.ts';

/** Collects vertices and faces of a file, and checks them. */
export class MeshBuilder {
  private readonly subject: string;
  private positions = new Float32Array(3 * 1024);
  private indices = new Uint32Array(3 * 1024);
  private positionsLength = 0;
  private indicesLength = 0;

  constructor(subject: string) {
    this.subject = subject;
  }

  get vertexCount(): number {
    return this.positionsLength / 3;
  }

  /** @throws InvalidDataError where a coordinate is not finite as float32. */
  addVertex(x: number, y: number, z: number): void {
    if (!Number.isFinite(Math.fround(x) + Math.fround(y) + Math.fround(z))) {
      const subject = `${this.subject} vertex ${this.vertexCount}`;
      throw new InvalidDataError({ subject, expected: 'three finite numbers', got: `${x} ${y} ${z}` });
    }
    if (this.positionsLength + 3 > this.positions.length) this.positions = doubled(this.positions);
    this.positions[this.positionsLength++] = x;
    this.positions[this.positionsLength++] = y;
    this.positions[this.positionsLength++] = z;
  }

  /** A triangle. Vertices may come later: `finish` looks whether they are there. */
  addTriangle(a: number, b: number, c: number): void {
    for (const index of [a, b, c]) {
      if (Number.isInteger(index) && index >= 0 && index < 2 ** 32) continue;
      throw this.outside(index, this.indicesLength / 3);
    }
    if (this.indicesLength + 3 > this.indices.length) this.indices = doubled(this.indices);
    this.indices[this.indicesLength++] = a;
    this.indices[this.indicesLength++] = b;
    this.indices[this.indicesLength++] = c;
  }

  /** A convex polygon, as a fan around its first corner. @throws InvalidDataError with fewer than three corners. */
  addPolygon(corners: readonly number[]): void {
    if (corners.length < 3) {
      const subject = `${this.subject} triangle ${this.indicesLength / 3}`;
      throw new InvalidDataError({ subject, expected: 'at least 3 corners', got: `${corners.length}` });
    }
    for (let i = 2; i < corners.length; i++)
      this.addTriangle(corners[0] as number, corners[i - 1] as number, corners[i] as number);
  }

  /** @throws InvalidDataError where a triangle names a vertex that is not there, and for a mesh without triangles. */
  finish(): SourceMesh {
    const positions = this.positions.slice(0, this.positionsLength);
    const indices = this.indices.slice(0, this.indicesLength);
    const wrong = indices.findIndex((index) => index >= this.vertexCount);
    if (wrong >= 0) throw this.outside(indices[wrong] as number, Math.floor(wrong / 3));
    if (indices.length === 0) {
      const got = `${this.vertexCount} vertices and no triangle`;
      throw new InvalidDataError({ subject: this.subject, expected: 'a mesh of triangles', got });
    }
    return { positions, indices };
  }

  private outside(index: number, triangle: number): InvalidDataError {
    const subject = `${this.subject} triangle ${triangle}`;
    const expected = `vertices of 0 to ${this.vertexCount - 1}`;
    return new InvalidDataError({ subject, expected, got: `${index}` });
  }
}

function doubled<List extends Float32Array | Uint32Array>(list: List): List {
  const longer = new (list.constructor as new (length: number) => List)(2 * list.length);
  longer.set(list);
  return longer;
}
