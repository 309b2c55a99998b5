import type { PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { Session, SessionEvent } from '../session/index.ts';
import {
  actionOf,
  continuousChange,
  HISTORY_LIMITS,
  History,
  inputOfKey,
  isSameMoment,
  type Layout,
  type Moment,
  wishOf,
} from '../state/index.ts';
import { SessionElement } from './session-element.ts';

/** Whose own undo the keys belong to. */
const TEXT_FIELDS = 'textarea, [contenteditable], input:not([type=range], [type=checkbox], [type=color])';

/** Undo and redo of what readers and programs change: view, layout, layers, segments. The page's own history is left alone. */
export abstract class HistoryElement extends SessionElement {
  /** How the panels are arranged; anything unknown is `4panel`. */
  @property({ reflect: true }) layout: Layout = '4panel';

  private readonly steps = new History<Moment>(this.moment, HISTORY_LIMITS);
  private listened: Session | undefined;
  /** What a hand does now: a key, a wheel, one press of a button. Another one is another step. */
  private hand = '';
  private presses = 0;
  private isHeld = false;
  private isRestoring = false;
  private told = '';

  constructor() {
    super();
    this.model.subscribe(({ byPage }) => (byPage ? this.amend() : this.note()));
    this.addEventListener('keydown', (event) => this.onKey(event), { capture: true });
    this.addEventListener('keydown', (event) => this.onHistoryKey(event));
    this.addEventListener('wheel', () => this.take('wheel'), { capture: true, passive: true });
    this.addEventListener('pointerdown', () => this.press(), { capture: true });
  }

  get canUndo(): boolean {
    return this.steps.canUndo;
  }

  get canRedo(): boolean {
    return this.steps.canRedo;
  }

  /** Takes the last change back: one drag, one slider's way, one click. @returns whether there was one. */
  undo(): boolean {
    return this.restore(this.steps.undo());
  }

  /** Does again what was undone. @returns whether there was something. */
  redo(): boolean {
    return this.restore(this.steps.redo());
  }

  /** Forgets all steps; what is shown stays. */
  clearHistory(): void {
    this.steps.clear();
    this.tell();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('layout')) this.note();
    const { session } = this;
    if (session === this.listened) return;
    this.listened = session;
    session?.subscribe((event) => this.onView(event));
  }

  private onView(event: SessionEvent): void {
    if (event.type !== 'view') return;
    if (event.byUser || event.isWish) this.note(event.byUser ? undefined : 'program');
    else this.amend();
  }

  private get moment(): Moment {
    const { session, layout } = this;
    return { state: this.model.state, layout, view: session?.view, fits: session?.fits };
  }

  /** Somebody changed something. */
  private note(hand = this.hand): void {
    const { steps, moment } = this;
    if (this.isRestoring || isSameMoment(moment, steps.present)) return;
    // What comes before the first picture is no change.
    if (!steps.present.view && !steps.canUndo) return this.amend();
    const kind = continuousChange(steps.present, moment);
    const name = kind === undefined ? undefined : `${hand} ${kind}`;
    steps.note(moment, { name, at: performance.now(), isHeld: this.isHeld });
    this.tell();
  }

  /** Something changed that nobody would want to undo. */
  protected amend(): void {
    if (!this.isRestoring) this.steps.amend(this.moment);
  }

  private restore(moment: Moment | undefined): boolean {
    if (!moment) return false;
    const before = this.model.layers;
    this.isRestoring = true;
    this.layout = moment.layout;
    this.model.restore(moment.state);
    const wish = wishOf(moment.state);
    if (moment.view && moment.fits) this.session?.resume(moment.view, moment.fits, wish.voxelSizeNm);
    else this.begin(wish);
    this.isRestoring = false;
    this.tell();
    for (const layer of this.model.layers) {
      const old = before.find(({ name }) => name === layer.name);
      const { segments = [] } = layer as { readonly segments?: readonly string[] };
      if (layer.type === 'segmentation' && segments.join() !== ((old as typeof layer)?.segments ?? []).join())
        this.emit('floodlight-selection-change', { layer: layer.name, segments });
    }
    const { view } = moment;
    if (view) this.emit('floodlight-position-change', { position: view.position, zoom: view.zoom });
    this.emit('floodlight-state-change', undefined);
    return true;
  }

  private tell(): void {
    const { canUndo, canRedo } = this;
    if (this.told === `${canUndo} ${canRedo}`) return;
    this.told = `${canUndo} ${canRedo}`;
    this.emit('floodlight-history-change', { canUndo, canRedo });
    this.requestUpdate();
  }

  private onKey({ code }: KeyboardEvent): void {
    this.take(`key ${code}`);
  }

  private onHistoryKey(event: KeyboardEvent): void {
    const [target] = event.composedPath();
    if (event.defaultPrevented || (target instanceof Element && target.matches(TEXT_FIELDS))) return;
    const action = actionOf(inputOfKey(event), 'xy');
    if (action !== 'undo' && action !== 'redo') return;
    event.preventDefault();
    this[action]();
  }

  private take(hand: string): void {
    this.hand = hand;
  }

  private press(): void {
    this.take(`press ${++this.presses}`);
    this.isHeld = true;
    const stop = new AbortController();
    const release = () => {
      this.isHeld = false;
      stop.abort();
    };
    // The button may be let go anywhere.
    for (const name of ['pointerup', 'pointercancel', 'blur'] as const)
      window.addEventListener(name, release, { signal: stop.signal, capture: true });
  }
}
