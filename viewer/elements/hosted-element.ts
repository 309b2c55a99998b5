import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { hiddenParts, type InterfacePart, type ViewWish } from '../state/index.ts';
import { asOurs } from './session-element.ts';
import { StatefulElement } from './stateful-element.ts';

/** What the page around decides: which parts of the interface are shown, and who may ask by messages. */
export abstract class HostedElement extends StatefulElement {
  /**
   * Parts of the interface that are not shown, separated by spaces: `top-bar`, `layers`, `location`, `tools`, `picture`, `segment`, `help`,
   * `status`, `labels`, `borders`, `axis-lines`, `scale-bar`. A state hides them by Neuroglancer's keys (`showLocation: false` …).
   */
  @property() hide = '';

  /** Origins whose pages may ask by messages, separated by spaces; `self` is this page's. Nothing else is answered. */
  @property({ attribute: 'allow-origins' }) allowOrigins = '';

  /** Whether files and folders that a reader drops on the viewer are opened, in place. */
  @property({ type: Boolean, attribute: 'local-files' }) localFiles = false;

  /**
   * Opens files of this machine as layers above the others: folders and ZIP archives of precomputed, Zarr or N5, and NIfTI, MRC and NPY files.
   * They are read where they lie, by ranges, and not uploaded. What is wrong with them is shown.
   * @param files of a field, or a drop. @returns the names of the layers; none where something was refused.
   */
  async openFiles(files: Iterable<File> | DataTransfer): Promise<string[]> {
    // A drop has its items in the event only.
    const items =
      files instanceof DataTransfer
        ? [...files.items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
        : undefined;
    try {
      // What is said before the first update would be taken back by it.
      await this.updateComplete;
      const { layersOfFiles, filesOfEntries, filesByPath } = await import('./local/index.ts');
      const found = items ? await filesOfEntries(items) : filesByPath(files as Iterable<File>);
      return (await layersOfFiles(found)).map((layer) => this.addLayer(layer));
    } catch (error) {
      this.report(asOurs(error), undefined);
      return [];
    }
  }

  constructor() {
    super();
    const takes = (event: DragEvent) => this.localFiles && event.dataTransfer?.types.includes('Files');
    this.addEventListener('dragover', (event) => {
      if (takes(event)) event.preventDefault();
    });
    this.addEventListener('drop', (event) => {
      if (!takes(event) || !event.dataTransfer) return;
      event.preventDefault();
      void this.openFiles(event.dataTransfer);
    });
  }

  /** What is not shown now. */
  protected get hiddenNow(): ReadonlySet<InterfacePart> {
    return hiddenParts(this.hide, this.model.state);
  }

  private bridge: AbortController | undefined;

  private openBridge(): void {
    this.bridge?.abort();
    if (!this.isConnected || this.allowOrigins === '') return;
    this.bridge = new AbortController();
    const { signal } = this.bridge;
    const origins = this.allowOrigins
      .split(/\s+/)
      .map((origin) => (origin === 'self' ? location.origin : origin));
    void import('./bridge.ts').then(({ openBridge }) => openBridge(this, origins, signal));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.allowOrigins !== '') this.openBridge();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.openBridge();
  }

  /** What `hide` says of lines and bar is where a view begins; keys and states change it. */
  private applied = '';

  private hideLines(): void {
    const { session, hide } = this;
    const { view } = session ?? {};
    if (!session || !view || hide === this.applied) return;
    this.applied = hide;
    const parts = hiddenParts(hide, {});
    const { showAxisLines, showScaleBar } = this.model.state;
    const axisLines = showAxisLines ?? !parts.has('axis-lines');
    const scaleBar = showScaleBar ?? !parts.has('scale-bar');
    if (view.axisLines !== axisLines || view.scaleBar !== scaleBar)
      session.move({ ...view, axisLines, scaleBar }, false);
  }

  protected override begin(wish: ViewWish): void {
    super.begin(wish);
    this.applied = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('allowOrigins') && this.hasUpdated) this.openBridge();
    this.hideLines();
  }
}
