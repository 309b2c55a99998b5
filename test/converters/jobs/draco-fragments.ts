import { encodeWithDraco } from '../../datasets/support/draco-encoder.ts';

/** Where the fragments of the worked manifest lie; they have 100, 80, 60 and 90 bytes. */
const OFFSETS = [0, 100, 180, 240];

/** 330 bytes: a triangle by Draco's own encoder where each of the manifest's fragments starts, then zeros. */
export async function dracoFragments() {
  const triangle = (x: number) => encodeWithDraco([0, 0, 0, x, 0, 0, 0, 1, 0], [0, 1, 2]);
  const [inside, beyond] = await Promise.all([triangle(1), triangle(1024)]);
  const make = (second: Uint8Array) => {
    const bytes = new Uint8Array(330);
    for (const offset of OFFSETS) bytes.set(offset === 100 ? second : inside, offset);
    return bytes;
  };
  return {
    fragments: () => make(inside),
    /** The second one leaves a cell of 10 bits. */
    outside: () => make(beyond),
  };
}
