/** Draco's own encoder, of the package draco3d: what our decoder reads is not made by our code. */
import { createRequire } from 'node:module';

interface Encoder {
  SetAttributeQuantization(attribute: number, bits: number): void;
  SetSpeedOptions(encoding: number, decoding: number): void;
  EncodeMeshToDracoBuffer(mesh: object, output: object): number;
}

interface EncoderModule {
  readonly Encoder: new () => Encoder;
  readonly Mesh: new () => object;
  readonly MeshBuilder: new () => {
    AddFacesToMesh(mesh: object, faces: number, indices: Uint32Array): void;
    AddInt32Attribute(
      mesh: object,
      kind: number,
      ...data: [points: number, size: number, Int32Array]
    ): number;
  };
  readonly DracoInt8Array: new () => { GetValue(i: number): number };
  readonly POSITION: number;
}

/** @param positions whole numbers, x, y, z of each vertex. */
export async function encodeWithDraco(
  positions: readonly number[],
  indices: readonly number[],
): Promise<Uint8Array> {
  const draco = createRequire(import.meta.url)('draco3d') as {
    createEncoderModule(options: object): Promise<EncoderModule>;
  };
  const module = await draco.createEncoderModule({});
  const [mesh, builder, encoder] = [new module.Mesh(), new module.MeshBuilder(), new module.Encoder()];
  builder.AddFacesToMesh(mesh, indices.length / 3, Uint32Array.from(indices));
  builder.AddInt32Attribute(mesh, module.POSITION, positions.length / 3, 3, Int32Array.from(positions));
  encoder.SetSpeedOptions(0, 0);
  const output = new module.DracoInt8Array();
  const length = encoder.EncodeMeshToDracoBuffer(mesh, output);
  return Uint8Array.from({ length }, (_, i) => output.GetValue(i));
}
