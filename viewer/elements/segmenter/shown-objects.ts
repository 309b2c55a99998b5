/** The objects as a layer of the viewer: all of them shown, unless the reader hides one. */
import type { SegmentationLayer } from '../../../datasets/links/index.ts';
import { CLICKED_SCHEME, type ClickedObject } from '../../workers/segmenter/index.ts';
import type { StatefulElement } from '../stateful-element.ts';

/** What the layer is called where the name is free. */
const NAME = 'clicked';

export class ShownObjects {
  private readonly viewer: StatefulElement;
  private source = '';
  private known: ReadonlySet<string> = new Set();
  private current: number | undefined;

  constructor(viewer: StatefulElement) {
    this.viewer = viewer;
  }

  /** Segments that were not there before are shown, those that are gone taken off. */
  show(key: string, objects: readonly ClickedObject[]): void {
    this.source = `precomputed://${CLICKED_SCHEME}${key}`;
    const ids = new Set(objects.map(({ segment }) => `${segment}`));
    this.change(
      ids,
      [...ids].filter((id) => !this.known.has(id)),
    );
    this.known = ids;
  }

  /** The object that grows is shown, too. */
  growing(id: number | undefined): void {
    if (id === undefined || id === this.current || this.source === '') return;
    this.current = id;
    this.change(new Set([...this.known, `${id}`]), [`${id}`]);
  }

  private change(there: ReadonlySet<string>, added: readonly string[]): void {
    const layer = this.layer ?? this.add();
    if (!layer) return;
    const listed = (layer.segments ?? []).filter((text) => there.has(text.replace('!', '')));
    const has = (id: string) => listed.some((text) => text.replace('!', '') === id);
    const segments = [...listed, ...added.filter((id) => !has(id))];
    if (segments.join() !== (layer.segments ?? []).join()) this.viewer.changeSegments(layer, segments, false);
  }

  private get layer(): SegmentationLayer | undefined {
    return this.viewer.model.layers.find(
      (each): each is SegmentationLayer =>
        each.type === 'segmentation' && each.source?.[0]?.url === this.source,
    );
  }

  private add(): SegmentationLayer | undefined {
    this.viewer.addLayer({ type: 'segmentation', name: NAME, source: this.source, segments: [] });
    return this.layer;
  }
}
