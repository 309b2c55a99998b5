/** Labels in the narrowest unsigned type that the largest needs. */
export type Labels = Uint8Array | Uint16Array | Uint32Array;

/**
 * @param segmentation int32; markers below 0 become 0.
 * @returns uint8 where the largest label is <= 255, uint16 where it is <= 65535, else uint32.
 */
export function reduceIdBits(segmentation: Int32Array): Labels {
  let max = 0;
  for (let i = 0; i < segmentation.length; i++) if (segmentation[i] > max) max = segmentation[i];
  const labels = new (max <= 0xff ? Uint8Array : max <= 0xffff ? Uint16Array : Uint32Array)(
    segmentation.length,
  );
  for (let i = 0; i < segmentation.length; i++) if (segmentation[i] > 0) labels[i] = segmentation[i];
  return labels;
}
