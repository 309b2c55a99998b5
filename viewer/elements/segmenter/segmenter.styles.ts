import { css } from 'lit';

/** A column of small groups, as wide as its place. */
export const segmenterStyles = css`
  section {
    padding: 8px 12px;
    border-block-end: 1px solid var(--_gap-color);
  }
  section:last-child {
    border: 0;
  }
  h3 {
    margin: 0 0 4px;
    color: var(--_muted);
    font-size: 11px;
    font-weight: 600;
    letter-spacing: 0.03em;
    text-transform: uppercase;
  }
  p {
    margin: 4px 0;
    overflow-wrap: anywhere;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-block: 4px;
  }
  .row input[type='text'] {
    flex: 1;
  }
  .fields {
    display: grid;
    grid-template-columns: 1fr 6.5rem;
    gap: 4px 10px;
    align-items: center;
  }
  .fields input,
  .fields select {
    box-sizing: border-box;
    inline-size: 100%;
    padding: 2px 7px;
    border: 1px solid var(--_edge);
    border-radius: 4px;
    background: var(--_field);
  }
  button {
    border-color: var(--_edge);
  }
  button:disabled {
    cursor: default;
    opacity: 0.45;
  }
  button.main {
    border-color: var(--_focus);
  }
  .quiet,
  small {
    color: var(--_muted);
    font-size: inherit;
  }
  .problem {
    padding: 6px 10px;
    border-inline-start: 3px solid var(--_error);
    border-radius: 3px;
    background: var(--_error-bar);
  }
  .problem span {
    display: block;
    color: var(--_muted);
  }
  ul {
    max-block-size: 11rem;
    margin: 4px 0;
    padding: 0;
    overflow: auto;
    list-style: none;
  }
  li {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 1px 0;
  }
  li button {
    flex: 1;
    border: 0;
    text-align: start;
  }
  .numbers {
    font-size: 13px;
  }
  summary {
    color: var(--_muted);
    cursor: pointer;
  }
`;
