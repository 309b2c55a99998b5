export { encodeMultiresManifest, encodeMultiresMeshInfo } from './encode-multires.ts';
export {
  decodeLegacyFragment,
  decodeLegacyManifest,
  encodeLegacyFragment,
  encodeLegacyManifest,
  encodeLegacyMeshInfo,
  legacyManifestKey,
  type MeshFragment,
} from './mesh-legacy.ts';
export {
  decodeMultiresManifest,
  MULTIRES_MESH_TYPE,
  type MultiresLod,
  type MultiresManifest,
  type MultiresMeshInfo,
  parseMultiresMeshInfo,
} from './mesh-multires.ts';
export {
  createMultiresReader,
  lodBytes,
  type MultiresFragment,
  type MultiresReader,
  type MultiresSegment,
  type OctantFragment,
} from './read-multires.ts';
