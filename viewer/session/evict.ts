/** What may be held, and how a part of it is let go. */
export interface Budgets<Handle> {
  readonly maxBytes: number;
  readonly maxGpuBytes: number;
  release(handle: Handle): void;
}

interface Held<Handle> {
  handle: Handle | undefined;
  readonly bytes: number;
  readonly usedIn: number;
}

/**
 * Takes the oldest off the GPU until its budget holds, and out of memory until that one does. What the frame uses stays.
 * @param frame the one that was just drawn.
 */
export function evictOldest<Handle>(
  resources: Map<string, Held<Handle>>,
  frame: number,
  { maxBytes, maxGpuBytes, release }: Budgets<Handle>,
): void {
  let [bytes, gpuBytes] = [0, 0];
  for (const resource of resources.values()) {
    bytes += resource.bytes;
    if (resource.handle !== undefined) gpuBytes += resource.bytes;
  }
  if (bytes <= maxBytes && gpuBytes <= maxGpuBytes) return;
  const oldest = [...resources].sort(([, a], [, b]) => a.usedIn - b.usedIn);
  for (const [key, resource] of oldest) {
    if ((bytes <= maxBytes && gpuBytes <= maxGpuBytes) || resource.usedIn >= frame) return;
    if (resource.handle !== undefined) {
      release(resource.handle);
      resource.handle = undefined;
      gpuBytes -= resource.bytes;
    }
    if (bytes <= maxBytes) continue;
    resources.delete(key);
    bytes -= resource.bytes;
  }
}
