export { type DracoMesh, decodeDracoMesh, type LoadDraco, prepareDraco, registerDraco } from './decode.ts';
export type { DracoModule } from './module.ts';
