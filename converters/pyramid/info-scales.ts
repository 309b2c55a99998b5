import {
  encodeInfo,
  encodeRawInfo,
  type PrecomputedInfo,
  readRawInfo,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';

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
  const raw = await readRawInfo(store);
  const there = (raw['scales'] ?? []) as readonly unknown[];
  const encoded = new TextDecoder().decode(encodeInfo({ ...info, scales }));
  const added = (JSON.parse(encoded) as { scales: unknown[] }).scales;
  const whole = { ...raw, scales: [...there.slice(0, keep), ...added] };
  await store.put('info', encodeRawInfo(whole));
}
