import { css } from 'lit';

/** Columns of keys over the picture. */
export const helpStyles = css`
  .help {
    position: absolute;
    z-index: 6;
    inset: 16px;
    max-inline-size: 64rem;
    margin: auto;
    block-size: fit-content;
    max-block-size: calc(100% - 32px);
    box-sizing: border-box;
    overflow: auto;
    padding: 16px 20px;
    columns: 19rem;
    column-gap: 28px;
    border: 1px solid var(--_line);
    border-radius: 8px;
    background: var(--_popup);
    box-shadow: 0 12px 40px #000a;
  }
  .narrow {
    max-inline-size: 34rem;
    columns: auto;
  }
  .ask,
  .tool {
    margin-inline-end: 6px;
    padding: 2px 8px;
    border: 0;
    border-radius: 4px;
    color: var(--_muted);
    background: none;
    font: inherit;
    cursor: pointer;
  }
  :is(.ask, .tool):is(:hover, :focus-visible, [aria-pressed='true']) {
    color: var(--_text);
    background: var(--_hover);
  }
  .help h2 {
    margin: 0 0 6px;
    color: var(--_muted);
    font-size: 12px;
    font-weight: 600;
  }
  .help section {
    margin-block-end: 14px;
  }
  .help dl {
    display: grid;
    grid-template-columns: 8.75rem 1fr;
    gap: 4px 10px;
    align-items: baseline;
    margin: 0;
  }
  .help dd {
    margin: 0;
  }
  .help dt {
    white-space: nowrap;
  }
  kbd {
    padding: 0 5px;
    border: 1px solid var(--_line);
    border-radius: 4px;
    background: var(--_field);
    font: inherit;
    font-size: 11px;
  }
`;
