import { createSegmentTable, type Stage, type TableTexture } from '../render/index.ts';
import type { SegmentLook } from '../state/index.ts';

interface Entry {
  readonly segments: readonly bigint[];
  readonly colors: SegmentLook['segmentColors'] | undefined;
  readonly texture: TableTexture;
}

/** Which segments of each layer are chosen and coloured, on the GPU: made again where the lists are others. */
export class SegmentTables {
  private readonly stage: Stage;
  private readonly entries = new Map<string, Entry>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** @param layerKey whose lists these are: one table a layer is kept. */
  get(
    layerKey: string,
    segments: readonly bigint[],
    colors: SegmentLook['segmentColors'] | undefined,
  ): TableTexture {
    const known = this.entries.get(layerKey);
    if (known?.segments === segments && known.colors === colors) return known.texture;
    if (known) this.stage.releaseTable(known.texture);
    const texture = this.stage.uploadTable(createSegmentTable(segments, colors));
    this.entries.set(layerKey, { segments, colors, texture });
    return texture;
  }

  /** Forgets the tables of layers that are gone. */
  keepOnly(layerKeys: ReadonlySet<string>): void {
    for (const [key, { texture }] of this.entries) {
      if (layerKeys.has(key)) continue;
      this.stage.releaseTable(texture);
      this.entries.delete(key);
    }
  }

  /** What is on the GPU is gone. */
  dropHandles(): void {
    this.entries.clear();
  }
}
