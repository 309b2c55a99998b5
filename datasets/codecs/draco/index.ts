export { type DracoMesh, decodeDracoMesh, type LoadDraco, registerDraco } from './decode.ts';
export type { DracoModule } from './module.ts';
