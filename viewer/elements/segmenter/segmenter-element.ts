import type { PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type FloodlightError, isFloodlightError, UsageError } from '../../../datasets/errors.ts';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import type { ClickedObject, DeviceName, ExportFormat } from '../../workers/segmenter/index.ts';
import type { FloodlightEvents } from '../events.ts';
import { PartElement } from '../part-element.ts';
import { asOurs } from '../session-element.ts';
import type { StatefulElement } from '../stateful-element.ts';
import { ClickSession } from './click-session.ts';
import { findImage } from './click-target.ts';
import { fetchModel } from './files.ts';
import { missingGpu } from './gpu-check.ts';
import { type ClickSettings, DEFAULT_SETTINGS } from './settings.ts';
import { ShownObjects } from './shown-objects.ts';

/** What `<floodlight-segmenter>` does; its face is another matter. */
export abstract class SegmenterElement extends PartElement {
  /** Address of a model to begin with: a safetensors file. */
  @property() model = '';

  /** The image layer to click into; default the first that is visible. */
  @property() layer = '';

  /** Which scale of it, 0 the finest; default the one that suits the model. */
  @property({ type: Number }) scale: number | undefined;

  /** Voxels an axis of the box around a click, which bounds memory. */
  @property({ type: Number, attribute: 'box-size' }) boxSize: number | undefined;

  /** `webgpu`, or `cpu`, which is slow. */
  @property() device: DeviceName = 'webgpu';

  /** Where segmenter-worker.js is. Default: beside chunk-worker.js. */
  @property({ attribute: 'worker-url' }) workerUrl: string | undefined;

  /** Clicks grow nothing. */
  @property({ type: Boolean, reflect: true }) inactive = false;

  @state() protected settings: ClickSettings = DEFAULT_SETTINGS;
  @state() protected problem: FloodlightError | undefined;
  @state() protected needsCpu = false;
  @state() protected loading = 0;
  @state() protected chosen: ReadonlySet<number> = new Set();
  protected session: ClickSession | undefined;
  private listened: StatefulElement | undefined;
  private begun = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.target !== this.listened) this.end();
    if (changed.has('boxSize') && this.boxSize) this.settings = { ...this.settings, boxSize: this.boxSize };
    if (!this.isConnected || !this.target) return;
    if (!this.listened) {
      this.listened = this.target;
      this.listened.addEventListener('floodlight-pick', this.onPick);
    }
    const isReady = this.target.loadedLayers.length > 0;
    if (isReady && this.model && this.begun !== this.model) {
      this.begun = this.model;
      void this.attempt(() => this.loadModel(this.model));
    } else if (isReady && !this.session)
      void this.attempt(() => this.open().then((session) => session.open(this.scale)));
  }

  /** Objects of this volume, oldest first. */
  get objects(): readonly ClickedObject[] {
    return this.session?.objects ?? [];
  }

  /**
   * Loads a model and makes it ready.
   * @param source its address, or a file.
   * @throws what is wrong with it, which is shown, too.
   */
  async loadModel(source: string | File): Promise<void> {
    this.loading++;
    try {
      const session = await this.open();
      const { device } = this;
      const missing = device === 'webgpu' ? await missingGpu() : undefined;
      this.needsCpu = missing !== undefined;
      this.pending = missing && source;
      if (missing) throw missing;
      const file = await fetchModel(source);
      await session.loadModel({ ...file, device }, this.scale);
      this.problem = undefined;
    } catch (error) {
      throw this.report(error);
    } finally {
      this.loading--;
    }
  }

  /** A model that waits for a device. */
  protected pending: string | File | undefined;

  /**
   * Grows an object as a click does, and waits for it.
   * @param position voxels of the viewer.
   * @returns undefined where it came to nothing.
   * @throws what went wrong, which is shown, too.
   */
  async grow(position: Xyz): Promise<ClickedObject | undefined> {
    const { space } = this.target ?? {};
    if (!space)
      throw this.report(
        new UsageError({ subject: 'click', expected: 'a viewer with an image', got: 'none' }),
      );
    return this.growAt(position.map((v, i) => (v + 0.5) * space.voxelSizeNm[i as 0]) as unknown as Xyz);
  }

  private async growAt(pointNm: Xyz): Promise<ClickedObject | undefined> {
    try {
      const session = await this.open();
      this.problem = undefined;
      const object = await session.grow(pointNm, this.settings);
      if (object) this.emit('floodlight-object', { object });
      return object;
    } catch (error) {
      throw this.report(error);
    }
  }

  /** Ends the object that grows, as it is. */
  async stop(): Promise<void> {
    await this.session?.stop();
  }

  /** Takes back the last object or merge. */
  async undo(): Promise<void> {
    await this.guard((session) => session.undo());
  }

  /** Makes objects one segment. @param into its id; default the first's. */
  async merge(ids: readonly number[], into?: bigint): Promise<void> {
    const first = this.objects.find(({ id }) => ids.includes(id))?.segment;
    await this.guard((session) => session.merge(ids, into ?? first ?? 0n));
  }

  /** @returns a ZIP of a precomputed folder, or an NPZ. */
  async exportFile(format: ExportFormat): Promise<Blob> {
    const bytes = await this.guard((session) => session.exportFile(format));
    return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
  }

  private async open(): Promise<ClickSession> {
    const { target } = this;
    if (!target)
      throw new UsageError({
        subject: 'segmenter',
        expected: 'a viewer around it, or for="its id"',
        got: 'none',
      });
    if (this.session) return this.session;
    const shown = new ShownObjects(target);
    const session = new ClickSession({
      layer: findImage(target.model, this.layer),
      stores: target.stores,
      workerUrl: target.workerUrl,
      segmenterUrl: this.workerUrl,
      changed: () => {
        shown.growing(session.progress?.id);
        this.requestUpdate();
      },
      objectsChanged: () => {
        if (session.target) shown.show(session.target.key, session.objects);
        this.emit('floodlight-objects-change', { objects: session.objects });
        this.requestUpdate();
      },
    });
    this.session = session;
    return session;
  }

  private end(): void {
    this.listened?.removeEventListener('floodlight-pick', this.onPick);
    this.listened = undefined;
    this.session?.dispose();
    this.session = undefined;
    this.begun = '';
  }

  private readonly onPick = ({ detail }: FloodlightEvents['floodlight-pick']): void => {
    const { session, inactive } = this;
    // The second click of a double-click is no other object.
    if (inactive || detail.panel === '3d' || !session?.model || session.phase) return;
    void this.attempt(() => this.growAt(detail.positionNm));
  };

  protected async guard<T>(act: (session: ClickSession) => Promise<T>): Promise<T> {
    try {
      return await act(await this.open());
    } catch (error) {
      throw this.report(error);
    }
  }

  /** What fails is shown already. */
  protected async attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.report(error);
    }
  }

  private report(error: unknown): FloodlightError {
    const ours = asOurs(error);
    if (ours === this.problem || isFloodlightError(ours, 'aborted')) return ours;
    this.problem = ours;
    this.emit('floodlight-error', ours);
    return ours;
  }

  private emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
