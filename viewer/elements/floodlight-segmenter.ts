import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { parseSegments } from '../state/index.ts';
import type { DeviceName, ExportFormat } from '../workers/segmenter/index.ts';
import { partStyles } from './part.styles.ts';
import { saveFile } from './segmenter/files.ts';
import { type PanelActions, panel } from './segmenter/panel.ts';
import { segmenterStyles } from './segmenter/segmenter.styles.ts';
import { SegmenterElement } from './segmenter/segmenter-element.ts';

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
export class FloodlightSegmenter extends SegmenterElement {
  static override styles = [partStyles, segmenterStyles];

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
