import draco, { type DracoEncoderModule } from 'draco3d';
import { InvalidDataError } from '../../datasets/errors.ts';
import type { Soup } from './soup.ts';

let opened: Promise<DracoEncoderModule> | undefined;

/** Middle of Draco's scale from small to fast: the slower half gains a few per cent. */
const SPEED = 5;

/** @returns what encodes a surface as a Draco mesh: int32 positions as they are, no quantisation of Draco's own. */
export async function createDracoEncoder(): Promise<(surface: Soup) => Uint8Array> {
  opened ??= draco.createEncoderModule({});
  const module = await opened;
  return (surface) => encode(module, surface);
}

function encode(module: DracoEncoderModule, { positions, indices }: Soup): Uint8Array {
  const made: unknown[] = [];
  const own = <T>(object: T): T => {
    made.push(object);
    return object;
  };
  try {
    const encoder = own(new module.Encoder());
    const builder = own(new module.MeshBuilder());
    const mesh = own(new module.Mesh());
    const bytes = own(new module.DracoInt8Array());
    builder.AddFacesToMesh(mesh, indices.length / 3, indices);
    builder.AddInt32Attribute(mesh, module.POSITION, positions.length / 3, 3, positions as Int32Array);
    encoder.SetEncodingMethod(module.MESH_EDGEBREAKER_ENCODING);
    encoder.SetSpeedOptions(SPEED, SPEED);
    const length = encoder.EncodeMeshToDracoBuffer(mesh, bytes);
    if (length === 0) {
      const got = `${indices.length / 3} that it refuses`;
      throw new InvalidDataError({ subject: 'Draco', expected: 'triangles it can encode', got });
    }
    return Uint8Array.from({ length }, (_, i) => bytes.GetValue(i));
  } finally {
    for (const object of made) module.destroy(object);
  }
}
