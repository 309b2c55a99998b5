import { UnsupportedError } from '../../datasets/errors.ts';
import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { DataType, VoxelBlock } from '../../datasets/volume.ts';
import { type ChunkData, type CompressedLabels, isCompressed } from '../state/index.ts';
import { type BorderSources, borderParts, type Neighbour, noSources } from './chunk-borders.ts';
import type { Sampler } from './slice-program.ts';

/** A chunk on the GPU. */
export interface ChunkTexture {
  readonly texture: WebGLTexture;
  readonly sampler: Sampler;
  readonly bytes: number;
  /** Where voxels of the chunks around lie around its own, what they were taken from. */
  readonly border?: BorderSources;
  /** Of compressed labels: their blocks, where words begin, and the words of a label. */
  readonly compressed?: {
    readonly blockSize: Xyz;
    readonly grid: Xyz;
    readonly section: number;
    readonly lanes: 1 | 2;
  };
}

interface TextureFormat {
  readonly internal: number;
  readonly format: number;
  readonly type: number;
  readonly sampler: Sampler;
  /** The samples as the texture takes them: views of the same memory. */
  view(data: ArrayBufferView): ArrayBufferView;
}

const same = (data: ArrayBufferView) => data;
const asWords = (data: ArrayBufferView) =>
  new Uint32Array(data.buffer, data.byteOffset, data.byteLength / Uint32Array.BYTES_PER_ELEMENT);

type Gl = WebGL2RenderingContext;

/** Every type keeps its values exactly; 64-bit samples are two 32-bit lanes, low first. */
const FORMATS: Record<DataType, (gl: Gl) => TextureFormat> = {
  uint8: (gl) => unsigned(gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE),
  uint16: (gl) => unsigned(gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT),
  uint32: (gl) => unsigned(gl.R32UI, gl.RED_INTEGER, gl.UNSIGNED_INT),
  uint64: (gl) => ({ ...unsigned(gl.RG32UI, gl.RG_INTEGER, gl.UNSIGNED_INT), view: asWords }),
  int8: (gl) => signed(gl.R8I, gl.RED_INTEGER, gl.BYTE),
  int16: (gl) => signed(gl.R16I, gl.RED_INTEGER, gl.SHORT),
  int32: (gl) => signed(gl.R32I, gl.RED_INTEGER, gl.INT),
  float32: (gl) => ({ internal: gl.R32F, format: gl.RED, type: gl.FLOAT, sampler: 'sampler3D', view: same }),
};

function unsigned(internal: number, format: number, type: number): TextureFormat {
  return { internal, format, type, sampler: 'usampler3D', view: same };
}

function signed(internal: number, format: number, type: number): TextureFormat {
  return { internal, format, type, sampler: 'isampler3D', view: same };
}

/** How the samples of a type are read in a shader. */
export function samplerOf(dataType: DataType): Sampler {
  if (dataType === 'float32') return 'sampler3D';
  return dataType.startsWith('u') ? 'usampler3D' : 'isampler3D';
}

/** @throws UnsupportedError where the card has no texture as large. */
export function createChunkTexture(gl: WebGL2RenderingContext, chunk: ChunkData): ChunkTexture {
  return isCompressed(chunk) ? createWordTexture(gl, chunk) : createBlockTexture(gl, chunk);
}

/** Words a row; every WebGL2 has textures of that side. The shader has the same number. */
export const WORD_ROW = 2048;

/** A compressed chunk stays as it is: a list of words, in rows. */
function createWordTexture(
  gl: WebGL2RenderingContext,
  { words, dataType, size, blockSize }: CompressedLabels,
): ChunkTexture {
  const rows = Math.ceil(words.length / WORD_ROW);
  assertFits(gl.getParameter(gl.MAX_TEXTURE_SIZE) as number | null, [WORD_ROW, rows]);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  }
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R32UI, WORD_ROW, rows);
  const full = Math.floor(words.length / WORD_ROW);
  const upload = (row: number, width: number, height: number) => {
    if (width === 0 || height === 0) return;
    const part = words.subarray(row * WORD_ROW);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, row, width, height, gl.RED_INTEGER, gl.UNSIGNED_INT, part);
  };
  upload(0, WORD_ROW, full);
  upload(full, words.length % WORD_ROW, 1);
  const grid = mapXyz((n, i) => Math.ceil(n / blockSize[i]), size);
  const lanes = dataType === 'uint64' ? 2 : 1;
  const compressed = { blockSize, grid, section: words[0] ?? 0, lanes } as const;
  return { texture, sampler: 'usampler2D', bytes: 4 * WORD_ROW * rows, compressed };
}

/** A block as a 3-D texture, its channels behind each other. Integer textures cannot be filtered, by their nature. */
function createBlockTexture(gl: WebGL2RenderingContext, block: VoxelBlock): ChunkTexture {
  const texture = createBlockStorage(gl, block, 0);
  uploadBlock(gl, block, [0, 0, 0], block.size);
  const { sampler } = FORMATS[block.dataType](gl);
  return { texture, sampler, bytes: block.data.byteLength };
}

/**
 * The same with a layer of voxels around, which `fillBorder` fills: for images that are mixed.
 * @throws UnsupportedError where the card has no texture as large.
 */
export function createBorderedTexture(gl: WebGL2RenderingContext, block: VoxelBlock): ChunkTexture {
  const texture = createBlockStorage(gl, block, 1);
  uploadBlock(
    gl,
    block,
    [1, 1, 1],
    mapXyz((n) => n + 2, block.size),
  );
  const { sampler } = FORMATS[block.dataType](gl);
  return { texture, sampler, bytes: block.data.byteLength, border: noSources() };
}

/** Puts into a border what it lacks and what there is by now. */
export function fillBorder(
  gl: WebGL2RenderingContext,
  { texture, border }: ChunkTexture,
  block: VoxelBlock,
  neighbour: Neighbour,
): void {
  if (!border) return;
  const stored = mapXyz((n) => n + 2, block.size);
  for (const { begin, size, data } of borderParts(block, neighbour, border)) {
    gl.bindTexture(gl.TEXTURE_3D, texture);
    uploadBlock(gl, { ...block, size, data }, begin, stored);
  }
}

/** Storage for a block and `border` voxels around it; stays bound. */
function createBlockStorage(gl: WebGL2RenderingContext, block: VoxelBlock, border: 0 | 1): WebGLTexture {
  const { internal } = FORMATS[block.dataType](gl);
  const [width, height, planes] = mapXyz((n) => n + 2 * border, block.size);
  const depth = planes * block.numChannels;
  assertFits(gl.getParameter(gl.MAX_3D_TEXTURE_SIZE) as number | null, [width, height, depth]);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_3D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_3D, name, gl.NEAREST);
  }
  gl.texStorage3D(gl.TEXTURE_3D, 1, internal, width, height, depth);
  return texture;
}

/** Into the texture that is bound. @param stored voxels that it has of each channel. */
function uploadBlock(gl: WebGL2RenderingContext, block: VoxelBlock, [x, y, z]: Xyz, stored: Xyz): void {
  const { format, type, view } = FORMATS[block.dataType](gl);
  const [width, height, depth] = block.size;
  const count = width * height * depth;
  // Rows of narrow samples need not end on a 4-byte boundary.
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  // Channels without a border between them go as one.
  const isWhole = stored[2] === depth;
  for (let channel = 0; channel < (isWhole ? 1 : block.numChannels); channel++) {
    const samples = isWhole ? block.data : block.data.subarray(channel * count, (channel + 1) * count);
    const planes = isWhole ? depth * block.numChannels : depth;
    const at = z + channel * stored[2];
    gl.texSubImage3D(gl.TEXTURE_3D, 0, x, y, at, width, height, planes, format, type, view(samples));
  }
}

function assertFits(limit: number | null, size: readonly number[]): void {
  // A lost context knows no limits, and takes everything.
  if (limit === null || Math.max(...size) <= limit) return;
  throw new UnsupportedError({
    subject: 'chunk',
    expected: `a texture of at most ${limit} a side, as large as this graphics card has them`,
    got: size.join(' x '),
    cure: 'Write the volume with smaller chunks',
  });
}
