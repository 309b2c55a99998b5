import { html, type PropertyValues } from 'lit';
import { query } from 'lit/decorators.js';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Panel, Session } from '../session/index.ts';
import { actionOf, inputOfKey } from '../state/index.ts';
import { baseStyles } from './base.styles.ts';
import { type Gesture, NO_GESTURE, type Pixels } from './gesture.ts';
import { panelStyles } from './panel.styles.ts';
import { pickAt } from './pick.ts';
import { listenToPointer, type PointerActions } from './pointer.ts';
import { SessionElement } from './session-element.ts';
import { pointNm, type Scene, viewAfter } from './view-actions.ts';

/** A region that a session draws into: inside a viewer the viewer's, alone its own. */
export abstract class PanelElement extends SessionElement {
  static override styles = [baseStyles, panelStyles];

  @query('.surface') protected surface!: HTMLElement;

  private attached: Session | undefined;
  private detach: (() => void) | undefined;

  /** What the panel shows. */
  protected abstract readonly kind: Panel['kind'];

  private readonly actions: PointerActions = {
    act: (input, gesture) => this.act(input, gesture),
    takesWheel: () => this.takesWheel(),
    click: (at) => this.pick(at),
    hover: (at) => this.hover(at),
  };

  override disconnectedCallback(): void {
    this.leave();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.toggleAttribute('embedded', this.shared !== undefined);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.attached !== this.session || (changed as ReadonlyMap<PropertyKey, unknown>).has('orientation'))
      this.join();
  }

  protected override panels(): readonly Panel[] {
    return [{ kind: this.kind, element: this }];
  }

  /** A panel's marks follow the view. */
  private join(): void {
    this.leave();
    const { session } = this;
    if (!session || !this.isConnected) return;
    const undo = [
      ...this.panels().map((panel) => session.addPanel(panel)),
      session.subscribe(({ type }) => type === 'view' && this.requestUpdate()),
      listenToPointer(this.surface, this.actions),
    ];
    this.attached = session;
    this.detach = () => {
      for (const each of undo) each();
    };
  }

  private leave(): void {
    this.detach?.();
    this.detach = undefined;
    this.attached = undefined;
  }

  /** The keys go to the picture. */
  override focus(options?: FocusOptions): void {
    this.surface.focus(options);
  }

  /** Does what an input means here; what is no matter of the view is handed to the viewer around. */
  private act(input: string, gesture: Gesture): boolean {
    const { session } = this;
    const { view, space } = session ?? {};
    const action = actionOf(session?.wheelZooms ? swapWheel(input) : input, this.kind);
    if (!action || !session || !view || !space) return false;
    const scene = { view, space, kind: this.kind };
    const point = this.pointUnder(scene, gesture.at);
    const after = viewAfter(action, scene, { ...gesture, pointNm: point });
    if (after) {
      session.move(after);
      return true;
    }
    const detail = { action, kind: this.kind, pointNm: point };
    const event = new CustomEvent('floodlight-action', {
      detail,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    return !this.dispatchEvent(event);
  }

  /** A page that scrolls keeps its wheel until the reader has clicked into the picture. */
  private takesWheel(): boolean {
    const page = document.scrollingElement;
    if (!page || page.scrollHeight <= page.clientHeight) return true;
    const root = this.getRootNode();
    const outermost = root instanceof ShadowRoot ? root.host : this;
    return outermost.matches(':focus-within');
  }

  private hover(at: Pixels | undefined): void {
    const { session, kind } = this;
    if (!session) return;
    if (kind === '3d') {
      const { left, top, width, height } = this.surface.getBoundingClientRect();
      return session.hoverScene(at && [left + width / 2 + at[0], top + height / 2 + at[1]]);
    }
    const { view, space } = session;
    session.hover(view && space && at && pointNm({ view, space, kind }, at), kind);
  }

  private pick(at: Pixels): void {
    // A finger was not there before.
    this.hover(at);
    const { session } = this;
    const point = session?.hovered;
    const detail = session && point && pickAt(session, this.kind, point);
    if (detail) this.emit('floodlight-pick', detail);
  }

  /** What is under the pointer: of a cross-section its plane, in 3-D the mesh that was picked. */
  private pointUnder(scene: Scene, at: Pixels): Xyz | undefined {
    return scene.kind === '3d' ? this.session?.hovered : pointNm(scene, at);
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (this.act(inputOfKey(event), NO_GESTURE)) event.preventDefault();
  };

  protected renderSurface(label: string) {
    return html`<div
      class="surface"
      part="surface"
      role="application"
      tabindex="0"
      aria-label=${label}
      @keydown=${this.onKeyDown}
    ></div>`;
  }
}

/** For those who like a wheel to zoom. */
const swapWheel = (input: string): string =>
  input === 'wheel' ? 'ctrl+wheel' : input === 'ctrl+wheel' ? 'wheel' : input;
