import { InvalidDataError } from '../../errors.ts';
import { shardingJson } from '../sharding/index.ts';
import { MULTIRES_MESH_TYPE, type MultiresManifest, type MultiresMeshInfo } from './mesh-multires.ts';

/** The `info` of a folder of multi-resolution meshes; `transform` is written even where it changes nothing. */
export function encodeMultiresMeshInfo(info: MultiresMeshInfo): Uint8Array {
  const { vertexQuantizationBits, transform, lodScaleMultiplier, sharding, segmentProperties } = info;
  const json = {
    '@type': MULTIRES_MESH_TYPE,
    vertex_quantization_bits: vertexQuantizationBits,
    transform: transform ?? [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
    lod_scale_multiplier: lodScaleMultiplier,
    ...(sharding ? { sharding: shardingJson(sharding) } : {}),
    ...(segmentProperties === undefined ? {} : { segment_properties: segmentProperties }),
  };
  return new TextEncoder().encode(`${JSON.stringify(json)}\n`);
}

/**
 * Writes a multi-resolution manifest, the inverse of `decodeMultiresManifest`. Source: formats.md 3.2.
 * @throws InvalidDataError where a level has not three coordinates for each size.
 */
export function encodeMultiresManifest({ chunkShape, gridOrigin, lods }: MultiresManifest): Uint8Array {
  const fragments = lods.reduce((sum, { sizes }) => sum + sizes.length, 0);
  const bytes = new Uint8Array(28 + 20 * lods.length + 16 * fragments);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const floats = (values: Iterable<number>) => {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  };
  const words = (values: Iterable<number>) => {
    for (const value of values) {
      view.setUint32(at, value, true);
      at += 4;
    }
  };
  floats(chunkShape);
  floats(gridOrigin);
  words([lods.length]);
  floats(lods.map(({ scale }) => scale));
  for (const { vertexOffset } of lods) floats(vertexOffset);
  words(lods.map(({ sizes }) => sizes.length));
  for (const [lod, { positions, sizes }] of lods.entries()) {
    if (positions.length !== 3 * sizes.length) {
      const subject = `manifest: level ${lod}`;
      const expected = `${3 * sizes.length} coordinates`;
      throw new InvalidDataError({ subject, expected, got: `${positions.length}` });
    }
    words(positions);
    words(sizes);
  }
  return bytes;
}
