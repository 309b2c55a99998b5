import { css } from 'lit';

/** Of one panel: its surface, and the quiet marks over the picture. */
export const panelStyles = css`
  :host([embedded]) {
    /* No layer of its own: the viewer's canvas goes between a panel's background and its marks. */
    isolation: auto;
    min-block-size: 0;
  }
  .surface {
    position: absolute;
    inset: 0;
    z-index: 2;
    cursor: crosshair;
    touch-action: none;
    outline: none;
  }
  .surface:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }
  .label {
    display: var(--_label, block);
    position: absolute;
    z-index: 2;
    inset-block-start: 6px;
    inset-inline-start: 8px;
    color: var(--_text);
    font-size: 11px;
    letter-spacing: 0.02em;
    text-shadow: 0 0 3px var(--_halo), 0 0 2px var(--_halo);
    pointer-events: none;
  }
  .status {
    position: absolute;
    z-index: 3;
    inset-block-end: 0;
    inset-inline: 0;
  }
`;
