import type { DracoModule } from './draco/module.ts';

/** Draco's decoder of the package draco3d, which reads its own wasm file. */
export async function loadNodeDraco(): Promise<DracoModule> {
  const { default: draco } = (await import('draco3d')) as unknown as {
    default: { createDecoderModule(options: object): Promise<DracoModule> };
  };
  return draco.createDecoderModule({});
}
