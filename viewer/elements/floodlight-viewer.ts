import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Panel, Session } from '../session/index.ts';
import { type InterfacePart, isLayout, LAYOUT_ROWS, type Orientation } from '../state/index.ts';
import { baseStyles } from './base.styles.ts';
import './floodlight-layers.ts';
import './floodlight-position.ts';
import './floodlight-scene.ts';
import type { PanelElement } from './panel-element.ts';
import './floodlight-slice.ts';
import { helpStyles } from './help.styles.ts';
import { HostedElement } from './hosted-element.ts';
import { words } from './texts.ts';
import { viewerStyles } from './viewer.styles.ts';

/**
 * @summary Cross-sections and meshes of a volume, side by side, from static files.
 *
 * Its size is given by CSS. All panels share one WebGL context, which is freed when the element leaves the page.
 *
 * @event {CustomEvent<LoadDetail>} floodlight-load - The description of every layer was read.
 * @event {CustomEvent<void>} floodlight-idle - Everything visible is loaded and drawn.
 * @event {CustomEvent<FloodlightError>} floodlight-error - Something could not be read; the rest goes on.
 * @event {CustomEvent<PositionDetail>} floodlight-position-change - The reader moved, turned or zoomed.
 * @event {CustomEvent<ProgressDetail>} floodlight-progress - What is on its way, missing or failed; when the numbers change.
 * @event {CustomEvent<void>} floodlight-state-change - The reader, or `goTo`, changed something that a state has.
 * @event {CustomEvent<HistoryDetail>} floodlight-history-change - There is something to undo or redo, or no longer.
 * @event {CustomEvent<void>} floodlight-theme-change - `theme` is another.
 * @event {CustomEvent<SelectionDetail>} floodlight-selection-change - A layer's segments are others.
 * @event {CustomEvent<PickDetail>} floodlight-pick - The reader clicked into a cross-section or on a mesh; a double-click is two.
 * @slot - `<floodlight-layer>` elements, the lowest first.
 * @csspart canvas - What is drawn, under all panels.
 * @csspart panels - The grid of panels.
 * @csspart slice - Each cross-section.
 * @csspart scene - The 3-D panel.
 * @csspart axis - The axis lines of the cross-sections.
 * @csspart label - The panels' names.
 * @csspart scale-bar - The scale bar.
 * @csspart messages - The list of errors.
 * @csspart error - One error.
 * @csspart dismiss - The button that takes an error away.
 * @csspart loading - The words while descriptions are read.
 * @csspart progress - The line that moves while chunks are loaded.
 * @csspart status - The status line.
 * @csspart poster - The picture before there is data.
 * @csspart loading-count - How many parts are on their way.
 * @csspart retry - The button that tries failed parts again.
 * @csspart spoken - What is read aloud: not seen.
 * @csspart help - The table of keys and mouse.
 * @csspart segmenter - The tool for segmenting by click, once it is open.
 * @cssproperty [--floodlight-background=#0d0d0f] - Behind the cross-sections.
 * @cssproperty [--floodlight-scene-background=#141416] - Behind the meshes.
 * @cssproperty [--floodlight-gap=1px] - Between panels.
 * @cssproperty [--floodlight-gap-color=#2b2b2f] - Between panels.
 * @cssproperty [--floodlight-text-color=#c9c9ce] - Words.
 * @cssproperty [--floodlight-muted-color=#9a9aa2] - Names of values.
 * @cssproperty [--floodlight-error-color=#ffb4a8] - Headlines of errors.
 * @cssproperty [--floodlight-focus-color=#8ab4f8] - Keyboard focus and progress.
 * @cssproperty [--floodlight-x-color=#e0524a] - The x axis.
 * @cssproperty [--floodlight-y-color=#5cb85c] - The y axis.
 * @cssproperty [--floodlight-z-color=#5b8def] - The z axis.
 * @cssproperty [--floodlight-bar-color=#18181b] - Behind the bars and what opens from them.
 * @cssproperty [--floodlight-field-color=#111113] - Behind fields of text.
 * @cssproperty [--floodlight-line-color=#3a3a40] - Around fields and what opens.
 * @cssproperty [--floodlight-font=system-ui] - Words.
 */
@customElement('floodlight-viewer')
export class FloodlightViewer extends HostedElement {
  static override styles = [baseStyles, viewerStyles, helpStyles];

  protected override panels(): readonly Panel[] {
    const elements = this.renderRoot.querySelectorAll<HTMLElement>('.panels > [data-area]');
    return [...elements].map((element) => ({ kind: element.dataset['area'] as Panel['kind'], element }));
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('theme')) this.emit('floodlight-theme-change', undefined);
    const all = changed as ReadonlyMap<PropertyKey, unknown>;
    const isOpened =
      ['helpModule', 'isHelpOpen', 'isAsking'].some((key) => all.has(key)) &&
      (this.isHelpOpen || this.isAsking);
    if (isOpened) this.renderRoot.querySelector<HTMLElement>('.help .dismiss')?.focus();
  }

  constructor() {
    super();
    // What the page says of it comes before these.
    const internals = this.attachInternals();
    internals.role = 'region';
    internals.ariaLabel = words('viewer');
    this.announceChanges();
    this.addEventListener('floodlight-idle', () => void this.loadTools(), { once: true });
  }

  /** The bar above the panels may need more lines, or fewer. */
  private readonly sizes = new ResizeObserver(() => this.session?.resize());

  protected override firstUpdated(): void {
    const grid = this.renderRoot.querySelector('.panels');
    if (grid) this.sizes.observe(grid);
  }

  private readonly loadTools = (): unknown => import('./floodlight-tools.ts');

  /** Spoken to those who do not see the picture. */
  @state() private spoken = '';

  private announceChanges(): void {
    let before = this.model.layers;
    const stop = new AbortController();
    const onFirst = async () => {
      stop.abort();
      unsubscribe();
      const { announce } = await import('./announcer.ts');
      announce(this, before, (text) => {
        this.spoken = text;
      });
    };
    const unsubscribe = this.model.subscribe(({ byUser }) => {
      if (byUser) void onFirst();
      else before = this.model.layers;
    });
    this.addEventListener('floodlight-position-change', onFirst, { signal: stop.signal });
  }

  /** Without the bar of layers and the position above the panels. */
  @property({ type: Boolean, reflect: true }) bare = false;

  @state() private isAsking = false;

  /** Loaded when it is first asked for. */
  private readonly ask = async (): Promise<void> => {
    await import('./floodlight-diagnosis.ts');
    this.isAsking = true;
  };

  /** Address of the network that the tool for segmenting by click begins with: a safetensors file. */
  @property({ attribute: 'segmenter-model' }) segmenterModel = '';

  @state() private hasSegmenter = false;

  /** Loaded when it is first asked for. */
  private readonly segment = async (): Promise<void> => {
    await import('./floodlight-segmenter.ts');
    this.hasSegmenter = !this.hasSegmenter;
  };

  private readonly stopAsking = (): void => {
    this.isAsking = false;
    this.renderRoot.querySelector<HTMLElement>('.ask')?.focus();
  };

  private readonly onDialogKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.stopAsking();
  };

  /** Loaded when it is first asked for. */
  @state() private helpModule: typeof import('./help.ts') | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.isHelpOpen && !this.helpModule)
      void import('./help.ts').then((module) => {
        this.helpModule = module;
      });
  }

  private diagnosis() {
    return html`<div class="help narrow" part="diagnosis" role="dialog" aria-label=${words('diagnosis')} @keydown=${this.onDialogKey}>
      <button class="dismiss" type="button" aria-label=${words('close')} @click=${this.stopAsking}>×</button>
      <h2>${words('diagnosis')}</h2>
      <floodlight-diagnosis .viewer=${this}></floodlight-diagnosis>
    </div>`;
  }

  private closeHelp(): void {
    this.isHelpOpen = false;
    const panel = this.renderRoot.querySelector<PanelElement>('[data-area]');
    panel?.focus();
  }

  private topBar(hidden: ReadonlySet<InterfacePart>) {
    const unless = (part: InterfacePart, shown: unknown) => (hidden.has(part) ? nothing : shown);
    return html`<div class="top">
      ${hidden.has('layers') ? html`<span></span>` : html`<floodlight-layers .viewer=${this}></floodlight-layers>`}
      ${unless('location', html`<floodlight-position .viewer=${this}></floodlight-position>`)}
      ${unless('segment', html`<button class="tool" type="button" aria-pressed=${this.hasSegmenter} @click=${this.segment}>${words('segment')}</button>`)}
      ${unless('tools', html`<floodlight-tools .viewer=${this} .hasPicture=${!hidden.has('picture')}></floodlight-tools>`)}
      ${unless('help', html`<button class="ask" type="button" title=${words('diagnosis')} aria-label=${words('diagnosis')} @click=${this.ask}>?</button>`)}
    </div>`;
  }

  protected override render() {
    const rows = LAYOUT_ROWS[isLayout(this.layout) ? this.layout : '4panel'];
    const { session, hiddenNow: hidden } = this;
    const columns = rows[0]?.length ?? 1;
    return html`
      <div class="frame ${this.hasSegmenter ? 'split' : ''}">
        ${this.bare || hidden.has('top-bar') ? nothing : this.topBar(hidden)}
        <div class="panels ${hidden.has('labels') ? 'no-labels' : ''} ${hidden.has('borders') ? 'no-borders' : ''}" part="panels" data-columns=${columns}>
          ${
            session
              ? repeat(
                  rows.flat(),
                  (kind) => kind,
                  (kind) => panel(kind, session),
                )
              : ''
          }
        </div>
        ${this.hasSegmenter ? html`<floodlight-segmenter part="segmenter" .viewer=${this} model=${this.segmenterModel}></floodlight-segmenter>` : nothing}
        ${hidden.has('status') ? nothing : this.renderStatus()}
      </div>
      ${this.renderFrame()} ${this.isAsking ? this.diagnosis() : nothing} ${this.isHelpOpen ? this.helpModule?.help(() => this.closeHelp()) : nothing}
      <div class="spoken" part="spoken" role="status">${this.spoken}</div>
    `;
  }
}

/** Parts of panels are handed on, so that a page styles them through the viewer. */
const PARTS = 'axis, label, scale-bar, surface';

function panel(kind: Orientation | '3d', session: Session) {
  return kind === '3d'
    ? html`<floodlight-scene part="scene" exportparts=${PARTS} data-area="3d" .shared=${session}></floodlight-scene>`
    : html`<floodlight-slice
        part="slice"
        exportparts=${PARTS}
        data-area=${kind}
        orientation=${kind}
        .shared=${session}
      ></floodlight-slice>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'floodlight-viewer': FloodlightViewer;
  }
}
