import type { SegmentTable } from './segment-table.ts';

/** A segment table on the GPU. */
export interface TableTexture {
  readonly texture: WebGLTexture;
  readonly capacity: number;
  readonly seeds: readonly [number, number, number];
  readonly filter: SegmentTable['filter'];
}

/** Entries a row; every WebGL2 has textures of that side. */
export const TABLE_ROW = 2048;

export function createTableTexture(gl: WebGL2RenderingContext, table: SegmentTable): TableTexture {
  const { entries, capacity, seeds, filter } = table;
  const width = Math.min(capacity, TABLE_ROW);
  const height = capacity / width;
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32UI, width, height);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA_INTEGER, gl.UNSIGNED_INT, entries);
  return { texture, capacity, seeds, filter };
}
