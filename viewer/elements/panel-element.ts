import { html, type PropertyValues } from 'lit';
import { query } from 'lit/decorators.js';
import type { Panel, Session } from '../session/index.ts';
import { baseStyles } from './base.styles.ts';
import { panelStyles } from './panel.styles.ts';
import { listenToPointer, type PointerActions } from './pointer.ts';
import { SessionElement } from './session-element.ts';

/** A region that a session draws into: inside a viewer the viewer's, alone its own. */
export abstract class PanelElement extends SessionElement {
  static override styles = [baseStyles, panelStyles];

  @query('.surface') protected surface!: HTMLElement;

  private attached: Session | undefined;
  private detach: (() => void) | undefined;

  /** What the panel shows. */
  protected abstract readonly kind: Panel['kind'];

  /** Called by the pointer. */
  protected abstract readonly actions: PointerActions;

  /** @returns whether the key meant something. */
  protected abstract onKey(event: KeyboardEvent): boolean;

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

  protected readonly onKeyDown = (event: KeyboardEvent): void => {
    if (this.onKey(event)) event.preventDefault();
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
