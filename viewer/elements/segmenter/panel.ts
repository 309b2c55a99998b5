/** What `<floodlight-segmenter>` shows. */
import { html, nothing, svg } from 'lit';
import type { FloodlightError } from '../../../datasets/errors.ts';
import { cssColor, segmentColor } from '../../state/index.ts';
import type { ClickedObject, DeviceName, ExportFormat } from '../../workers/segmenter/index.ts';
import type { ClickSession } from './click-session.ts';
import type { ClickSettings } from './settings.ts';

export interface PanelState {
  readonly session: ClickSession | undefined;
  readonly settings: ClickSettings;
  readonly device: DeviceName;
  readonly problem: FloodlightError | undefined;
  /** There is no GPU, and the CPU was not chosen. */
  readonly needsCpu: boolean;
  readonly isLoading: boolean;
  readonly isActive: boolean;
  readonly chosen: ReadonlySet<number>;
}

export interface PanelActions {
  loadFile(event: Event): void;
  loadUrl(event: SubmitEvent): void;
  choose(device: DeviceName): void;
  set(patch: Partial<ClickSettings>): void;
  toggle(): void;
  stop(): void;
  undo(): void;
  pick(id: number): void;
  merge(event: SubmitEvent): void;
  goTo(object: ClickedObject): void;
  download(format: ExportFormat): void;
  copyLink(): void;
  dismiss(): void;
}

export function panel(state: PanelState, actions: PanelActions) {
  return html`
    ${problemBox(state, actions)} ${modelSection(state, actions)}
    ${state.session?.model ? growSection(state, actions) : nothing}
    ${state.session && state.session.objects.length > 0 ? objectsSection(state, actions) : nothing}
  `;
}

function problemBox({ problem, needsCpu }: PanelState, actions: PanelActions) {
  if (!problem) return nothing;
  const { cure, message } = problem;
  const words = cure ? message.slice(0, -cure.length - 2) : message;
  return html`<section>
    <div class="problem" part="problem" role="alert">
      ${words}. ${cure ? html`<span>${cure}.</span>` : nothing}
      <div class="row">
        ${needsCpu ? html`<button type="button" name="cpu" @click=${() => actions.choose('cpu')}>Run on the CPU (slow)</button>` : nothing}
        <button type="button" name="dismiss" @click=${actions.dismiss}>Close</button>
      </div>
    </div>
  </section>`;
}

function modelSection({ session, isLoading }: PanelState, actions: PanelActions) {
  const model = session?.model;
  const form = html`<form class="row" @submit=${actions.loadUrl}>
      <input type="text" name="model" placeholder="https://…/model.safetensors" aria-label="Address of a model" autocomplete="off" />
      <button type="submit" ?disabled=${isLoading}>Load</button>
    </form>
    <label class="row">or a file <input type="file" name="file" accept=".safetensors" @change=${actions.loadFile} /></label>`;
  const info = model
    ? html`<p part="model"><b>${model.name}</b> <small>field of view ${model.fovSize.join(' × ')} · ${model.device}</small></p>
        ${session.doubt ? html`<p class="problem" role="note">${session.doubt}.</p>` : nothing}
        <details><summary>Another model</summary>${form}</details>`
    : html`${form}<p class="quiet">A flood-filling network as safetensors. It runs in this browser; nothing is sent anywhere.</p>`;
  return html`<section aria-label="Model"><h3>Model</h3>${isLoading ? html`<p role="status">Loading…</p>` : info}</section>`;
}

function growSection(state: PanelState, actions: PanelActions) {
  const { session, isActive } = state;
  const phase = session?.phase;
  const canUndo = !phase && (session?.objects.length ?? 0) > 0;
  return html`<section aria-label="Grow">
    <h3>Grow</h3>
    <div class="row">
      <button type="button" name="active" class=${isActive ? 'main' : ''} aria-pressed=${isActive} @click=${actions.toggle}>
        ${isActive ? 'Clicks grow objects' : 'Clicks do nothing'}
      </button>
      <button type="button" name="stop" ?disabled=${!phase} @click=${actions.stop}>Stop</button>
      <button type="button" name="undo" ?disabled=${!canUndo} @click=${actions.undo}>Undo</button>
    </div>
    <p class="numbers" part="progress" role="status">${statusOf(state)}</p>
    ${session?.notKept ? html`<p class="quiet">Objects are gone with this page. ${session.notKept}.</p>` : nothing}
    <details>
      <summary>Parameters</summary>
      ${parameters(state, actions)}
    </details>
  </section>`;
}

function statusOf({ session, isActive }: PanelState): string {
  const { phase, progress, outcome } = session ?? {};
  if (phase === 'reading') return 'Reading the image…';
  if (phase === 'growing') {
    if (!progress) return 'Growing…';
    const { steps, stepsPerSecond, voxels } = progress;
    return `${count(steps)} steps · ${stepsPerSecond.toPrecision(3)} steps/s · ${count(voxels)} voxels`;
  }
  return outcome || (isActive ? 'Click into a cell of a cross-section.' : '');
}

const count = (n: number): string => n.toLocaleString('en');

function parameters({ session, settings, device }: PanelState, { set, choose }: PanelActions) {
  const number = (name: keyof ClickSettings, label: string, placeholder = '') => {
    const change = ({ target }: Event) => {
      const { value } = target as HTMLInputElement;
      set({ [name]: value.trim() === '' ? undefined : Number(value) });
    };
    return html`<label for=${name}>${label}</label>
      <input id=${name} name=${name} inputmode="decimal" placeholder=${placeholder} .value=${`${settings[name] ?? ''}`} @change=${change} />`;
  };
  const said = (value: number | undefined) =>
    value === undefined ? 'measured' : `${Number(value.toPrecision(5))}`;
  const chooseDevice = ({ target }: Event) => choose((target as HTMLSelectElement).value as DeviceName);
  return html`<div class="fields">
    ${number('moveThreshold', 'Move threshold')} ${number('segmentThreshold', 'Segment threshold')}
    ${number('imageMean', 'Image mean', said(session?.model?.imageMean))}
    ${number('imageStddev', 'Image deviation', said(session?.model?.imageStddev))}
    ${number('boxSize', 'Box, voxels an axis')}
    <label for="device">Computed on</label>
    <select id="device" name="device" @change=${chooseDevice}>
      <option value="webgpu" ?selected=${device === 'webgpu'}>GPU</option>
      <option value="cpu" ?selected=${device === 'cpu'}>CPU (slow)</option>
    </select>
  </div>`;
}

function objectsSection({ session, chosen }: PanelState, actions: PanelActions) {
  const objects = session?.objects ?? [];
  const isBusy = session?.phase !== undefined;
  return html`<section aria-label="Objects">
    <h3>Objects</h3>
    <ul part="objects">
      ${objects.map((object) => row(object, chosen.has(object.id), actions))}
    </ul>
    <form class="row" @submit=${actions.merge}>
      <button type="submit" ?disabled=${isBusy || chosen.size === 0}>Merge into</button>
      <input type="text" name="into" placeholder=${intoHint(objects, chosen)} aria-label="Segment to merge into" autocomplete="off" />
    </form>
    <div class="row">
      Export
      <button type="button" name="precomputed" ?disabled=${isBusy} @click=${() => actions.download('precomputed')}>Precomputed (ZIP)</button>
      <button type="button" name="npz" ?disabled=${isBusy} @click=${() => actions.download('npz')}>NPZ</button>
      <button type="button" name="link" @click=${actions.copyLink}>Link</button>
    </div>
  </section>`;
}

/** The first of those that are chosen takes the others, where nothing is typed. */
function intoHint(objects: readonly ClickedObject[], chosen: ReadonlySet<number>): string {
  const first = objects.find(({ id }) => chosen.has(id));
  return first ? `${first.segment}` : 'choose objects';
}

function row(object: ClickedObject, isChosen: boolean, { pick, goTo }: PanelActions) {
  const { id, segment, voxels, steps, isStopped, reached } = object;
  const fill = cssColor(segmentColor(segment));
  const notes = [
    isStopped ? 'stopped' : '',
    reached.length > 0 ? `at the box's face ${reached.join(', ')}` : '',
  ];
  return html`<li part="object">
    <input type="checkbox" .checked=${isChosen} aria-label=${`Choose object ${id}`} @change=${() => pick(id)} />
    <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">${svg`<rect width="10" height="10" rx="2" fill=${fill}></rect>`}</svg>
    <button type="button" title="Go there" @click=${() => goTo(object)}>
      ${segment} <small>${count(voxels)} voxels, ${count(steps)} steps ${notes.filter(Boolean).join(', ')}</small>
    </button>
  </li>`;
}
