export type { MeshKind } from './mesh-kind.ts';
export { openSingleMesh } from './open-single-mesh.ts';
