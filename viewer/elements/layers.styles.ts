import { css } from 'lit';

/** Layers side by side; the properties of one below it. */
export const layersStyles = css`
  :host {
    position: relative;
    background: var(--_bar);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 4px;
    min-block-size: 22px;
    padding: 2px 6px;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 6px;
    max-inline-size: 16rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chip::before {
    flex: none;
    inline-size: 7px;
    block-size: 7px;
    border: 1px solid currentcolor;
    border-radius: 50%;
    background: currentcolor;
    content: '';
  }
  .chip[aria-pressed='false'] {
    color: var(--_muted);
  }
  .chip[aria-pressed='false']::before {
    background: none;
  }
  @media (forced-colors: active) {
    .chip[aria-pressed='true']::before {
      forced-color-adjust: none;
      background: ButtonText;
    }
  }
  .chip[aria-expanded='true'] {
    background: var(--_hover);
  }
  .chip small {
    color: var(--_error);
    font-size: 11px;
  }
  .properties {
    position: absolute;
    z-index: 7;
    inset-block-start: 100%;
    inset-inline-start: 6px;
    box-sizing: border-box;
    inline-size: min(20rem, calc(100% - 12px));
    padding: 10px 12px 12px;
    border: 1px solid var(--_line);
    border-radius: 6px;
    background: var(--_popup);
    box-shadow: 0 8px 28px #000a;
  }
  .properties header {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px;
    margin-block-end: 6px;
  }
  h2,
  h3 {
    margin: 0;
    overflow: hidden;
    font-size: 12px;
    font-weight: 600;
    text-overflow: ellipsis;
  }
  h3 {
    margin-block-start: 10px;
    color: var(--_muted);
  }
  .slider {
    display: grid;
    grid-template-columns: 5.5rem 1fr 2.75rem;
    align-items: center;
    gap: 8px;
    padding: 2px 0;
  }
  .slider output {
    text-align: end;
    color: var(--_muted);
  }
  .check {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 2px 0;
  }
  .check input {
    margin: 0;
    accent-color: var(--_focus);
  }
  .note,
  .problem {
    margin: 2px 0 4px;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }
`;
