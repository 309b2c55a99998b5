import { html, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type FloodlightError, isFloodlightError, UsageError } from '../../datasets/errors.ts';
import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { parseSegments } from '../state/index.ts';
import type { ClickedObject, DeviceName, ExportFormat } from '../workers/segmenter/index.ts';
import type { FloodlightEvents } from './events.ts';
import { partStyles } from './part.styles.ts';
import { PartElement } from './part-element.ts';
import { ClickSession } from './segmenter/click-session.ts';
import { findImage } from './segmenter/click-target.ts';
import { fetchModel, saveFile } from './segmenter/files.ts';
import { missingGpu } from './segmenter/gpu-check.ts';
import { type PanelActions, panel } from './segmenter/panel.ts';
import { segmenterStyles } from './segmenter/segmenter.styles.ts';
import { type ClickSettings, DEFAULT_SETTINGS } from './segmenter/settings.ts';
import { ShownObjects } from './segmenter/shown-objects.ts';
import { asOurs } from './session-element.ts';
import type { StatefulElement } from './stateful-element.ts';

/**
 * @summary Segmenting by click: a flood-filling network that runs in this browser grows an object from each click into an image.
 *
 * Stands beside a `<floodlight-viewer>` with `for`, or inside it. Objects are a layer of the viewer, and are kept by the browser.
 * Without WebGPU nothing is computed until somebody chooses the CPU.
 *
 * @event {CustomEvent<ObjectDetail>} floodlight-object - An object was grown, or stopped and kept.
 * @event {CustomEvent<ObjectsDetail>} floodlight-objects-change - The objects of the volume are others.
 * @event {CustomEvent<FloodlightError>} floodlight-error - Something went wrong; it is shown, too.
 * @csspart problem - What went wrong, and the cure.
 * @csspart model - The name of the model.
 * @csspart progress - Steps, speed and voxels while an object grows; then what came of it.
 * @csspart objects - The list of objects.
 * @csspart object - One of them.
 */
@customElement('floodlight-segmenter')
export class FloodlightSegmenter extends PartElement {
  static override styles = [partStyles, segmenterStyles];

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

  @state() private settings: ClickSettings = DEFAULT_SETTINGS;
  @state() private problem: FloodlightError | undefined;
  @state() private needsCpu = false;
  @state() private loading = 0;
  @state() private chosen: ReadonlySet<number> = new Set();
  private session: ClickSession | undefined;
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
  private pending: string | File | undefined;

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

  private async guard<T>(act: (session: ClickSession) => Promise<T>): Promise<T> {
    try {
      return await act(await this.open());
    } catch (error) {
      throw this.report(error);
    }
  }

  /** What fails is shown already. */
  private async attempt(act: () => Promise<unknown>): Promise<void> {
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

  private readonly actions: PanelActions = {
    loadFile: ({ target }) => {
      const file = (target as HTMLInputElement).files?.[0];
      if (file) void this.attempt(() => this.loadModel(file));
    },
    loadUrl: (event) => {
      event.preventDefault();
      const url = fieldOf(event, 'model');
      if (url !== '') void this.attempt(() => this.loadModel(url));
    },
    choose: (device) => void this.attempt(() => this.changeDevice(device)),
    set: (patch) => {
      this.settings = { ...this.settings, ...patch };
    },
    toggle: () => {
      this.inactive = !this.inactive;
    },
    stop: () => void this.attempt(() => this.stop()),
    undo: () => void this.attempt(() => this.undo()),
    pick: (id) => {
      const chosen = new Set(this.chosen);
      if (!chosen.delete(id)) chosen.add(id);
      this.chosen = chosen;
    },
    merge: (event) => {
      event.preventDefault();
      void this.attempt(() => this.mergeChosen(fieldOf(event, 'into')));
    },
    goTo: ({ seed }) => this.goTo(seed),
    download: (format) => void this.attempt(() => this.download(format)),
    copyLink: () =>
      void this.attempt(() => navigator.clipboard.writeText(this.target?.link(location.href) ?? '')),
    dismiss: () => {
      this.problem = undefined;
    },
  };

  private async changeDevice(device: DeviceName): Promise<void> {
    this.device = device;
    const { pending } = this;
    if (pending) return this.loadModel(pending);
    await this.guard((session) => session.changeDevice(device));
    this.problem = undefined;
  }

  private async mergeChosen(into: string): Promise<void> {
    const [id] = into === '' ? [] : parseSegments(into);
    await this.merge([...this.chosen], id);
    this.chosen = new Set();
  }

  /** Voxels of the image's scale and of the viewer need not be the same. */
  private goTo(seed: Xyz): void {
    const { space } = this.target ?? {};
    const place = this.session?.target?.place;
    if (!space || !place) return;
    this.target?.goTo(mapXyz((v, i) => ((v + 0.5) * place.voxelSizeNm[i]) / space.voxelSizeNm[i], seed));
  }

  private async download(format: ExportFormat): Promise<void> {
    saveFile(await this.exportFile(format), `objects.${format === 'npz' ? 'npz' : 'zip'}`);
  }

  protected override render() {
    if (!this.target) return html`<p class="quiet">No viewer.</p>`;
    const { session, settings, device, problem, needsCpu, chosen } = this;
    return panel(
      {
        session,
        settings,
        device,
        problem,
        needsCpu,
        chosen,
        isActive: !this.inactive,
        isLoading: this.loading > 0,
      },
      this.actions,
    );
  }
}

const fieldOf = ({ target }: SubmitEvent, name: string): string =>
  (target as HTMLFormElement).querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value.trim() ?? '';

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-segmenter': FloodlightSegmenter;
  }
}
