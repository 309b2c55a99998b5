import { css } from 'lit';

/** Panels in a grid with thin gaps, the status line below. */
export const viewerStyles = css`
  :host {
    block-size: 480px;
    background: var(--_gap-color);
  }
  .frame {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    block-size: 100%;
    gap: 1px;
  }
  :host([bare]) .frame {
    grid-template-rows: minmax(0, 1fr) auto;
  }
  .top {
    container-type: inline-size;
    display: flex;
    align-items: center;
    position: relative;
    z-index: 5;
    background: var(--_bar);
  }
  .top > span {
    flex: 1;
  }
  .no-labels {
    --_label: none;
  }
  .panels.no-borders {
    gap: 0;
  }
  .frame:not(.split):not(:has(> .top)) {
    grid-template-rows: minmax(0, 1fr) auto;
  }
  .top floodlight-layers {
    flex: 1;
    min-inline-size: 0;
    position: static;
  }
  .top floodlight-position {
    padding: 2px 6px;
  }
  .panels {
    display: grid;
    gap: var(--floodlight-gap, 1px);
    min-block-size: 0;
    grid-auto-columns: minmax(0, 1fr);
    grid-auto-rows: minmax(0, 1fr);
  }
  .split {
    grid-template-columns: minmax(0, 1fr) min(19rem, 50%);
  }
  .split .top,
  .split .status {
    grid-column: 1 / -1;
  }
  floodlight-segmenter {
    z-index: 4;
    overflow: auto;
    background: var(--_bar);
  }
  .panels[data-columns='2'] {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }
`;
