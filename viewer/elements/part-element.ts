import { LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { StatefulElement } from './stateful-element.ts';
import { onTexts } from './texts.ts';

/** A part of a viewer's interface that may stand anywhere in the page: beside the viewer, or inside it. */
export abstract class PartElement extends LitElement {
  /** The id of the viewer that this is a part of; without it, the viewer around. */
  @property({ attribute: 'for' }) htmlFor = '';

  /** The viewer itself, for programs. */
  @property({ attribute: false }) viewer: StatefulElement | undefined;

  private unjoin: (() => void) | undefined;
  private joined: StatefulElement | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave();
  }

  /** @returns the viewer that is meant; undefined where there is none in the page. */
  protected get target(): StatefulElement | undefined {
    if (this.viewer) return this.viewer;
    // Outside of a page the root is this element.
    const root = this.getRootNode() as Partial<Document | ShadowRoot>;
    const found =
      this.htmlFor === '' ? this.closest('floodlight-viewer') : root.getElementById?.(this.htmlFor);
    return found?.localName === 'floodlight-viewer' ? (found as StatefulElement) : undefined;
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { target } = this;
    // Inside the viewer, colours are inherited.
    if (target && !this.viewer) this.setAttribute('theme', target.theme);
    if (this.joined === target || !this.isConnected) return;
    this.leave();
    if (!target) return;
    const update = () => this.requestUpdate();
    const undo = [target.model.subscribe(update), onTexts(update)];
    for (const name of [
      'floodlight-load',
      'floodlight-error',
      'floodlight-position-change',
      'floodlight-idle',
      'floodlight-history-change',
      'floodlight-theme-change',
    ] as const) {
      target.addEventListener(name, update);
      undo.push(() => target.removeEventListener(name, update));
    }
    this.joined = target;
    this.unjoin = () => {
      for (const each of undo) each();
    };
  }

  private leave(): void {
    this.unjoin?.();
    this.unjoin = undefined;
    this.joined = undefined;
  }
}
