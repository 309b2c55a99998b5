/** The worked manifest of formats.md 3.2, written number by number from its table. */
export function workedManifest(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(132);
  const view = new DataView(bytes.buffer);
  const floats = (offset: number, ...values: number[]) => {
    for (const [i, value] of values.entries()) view.setFloat32(offset + 4 * i, value, true);
  };
  const words = (offset: number, ...values: number[]) => {
    for (const [i, value] of values.entries()) view.setUint32(offset + 4 * i, value, true);
  };
  floats(0, 64, 64, 64);
  floats(12, 0, 0, 0);
  words(24, 2);
  floats(28, 1, 2);
  floats(36, 0, 0, 0, 0, 0, 0);
  words(60, 3, 1);
  words(68, 0, 1, 0);
  words(80, 0, 0, 1);
  words(92, 0, 0, 0);
  words(104, 100, 80, 60);
  words(116, 0, 0, 0);
  words(128, 90);
  return bytes;
}
