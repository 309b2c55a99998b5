import { gunzip, looksGzipped } from '../../datasets/codecs/index.ts';
import { encodeInfo, type PrecomputedInfo, type ScaleInfo } from '../../datasets/precomputed/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';

const MAX_INFO_BYTES = 2 ** 24;

/**
 * Rewrites `info` with its first scales as they stand there, key by key, and others after them; unknown keys stay.
 * @param keep how many of its scales stay.
 */
export async function putScales(
  store: WritableStore,
  info: PrecomputedInfo,
  keep: number,
  scales: readonly ScaleInfo[],
): Promise<void> {
  const bytes = (await store.get('info')) ?? new Uint8Array(0);
  const plain = looksGzipped(bytes) ? await gunzip(bytes, MAX_INFO_BYTES, `${store.name}/info`) : bytes;
  const raw = JSON.parse(new TextDecoder().decode(plain)) as { scales: unknown[] };
  const encoded = new TextDecoder().decode(encodeInfo({ ...info, scales }));
  const added = (JSON.parse(encoded) as { scales: unknown[] }).scales;
  const whole = { ...raw, scales: [...raw.scales.slice(0, keep), ...added] };
  await store.put('info', new TextEncoder().encode(`${JSON.stringify(whole, null, 2)}\n`));
}
