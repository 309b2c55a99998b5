import { css } from 'lit';
import { themeStyles } from './theme.styles.ts';

/** Of the parts of the interface: quiet, small, the same in all. */
export const partStyles = css`
  ${themeStyles}
  :host {
    display: block;
    color: var(--_text);
    font: 12px / 1.4 var(--floodlight-font, system-ui, sans-serif);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  button,
  input,
  select {
    color: inherit;
    font: inherit;
  }
  button {
    padding: 2px 8px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    cursor: pointer;
  }
  button:hover {
    background: var(--_hover);
  }
  input[type='text'],
  select {
    min-inline-size: 0;
    padding: 2px 7px;
    border: 1px solid var(--_edge);
    border-radius: 4px;
    background: var(--_field);
  }
  input[type='range'] {
    inline-size: 100%;
    margin: 0;
    accent-color: var(--_focus);
  }
  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 0;
  }
  .swatch {
    inline-size: 10px;
    block-size: 10px;
    flex: none;
  }
`;
