import { css } from 'lit';
import { themeStyles } from './theme.styles.ts';

/** Shared by all elements that show something. Custom properties are the ones named in their contracts. */
export const baseStyles = css`
  ${themeStyles}
  :host {
    display: block;
    position: relative;
    isolation: isolate;
    overflow: hidden;
    min-block-size: 4rem;
    color: var(--_text);
    background: var(--_background);
    font: 12px / 1.4 var(--floodlight-font, system-ui, sans-serif);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  canvas {
    position: absolute;
    inset: 0;
    z-index: 1;
    inline-size: 100%;
    block-size: 100%;
    pointer-events: none;
  }
  slot {
    display: none;
  }
  .poster {
    position: absolute;
    z-index: 3;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
    background: var(--_background);
    pointer-events: none;
  }
  .messages {
    position: absolute;
    z-index: 4;
    inset-block-end: 30px;
    inset-inline: 8px;
    max-block-size: 60%;
    max-inline-size: 46rem;
    overflow: auto;
    overflow-wrap: anywhere;
  }
  .error {
    position: relative;
    margin: 6px 0 0;
    padding: 8px 32px 8px 12px;
    border-inline-start: 3px solid var(--_error);
    border-radius: 3px;
    color: var(--_text);
    background: var(--_error-bar);
  }
  .error strong {
    color: var(--_error);
    font-weight: 600;
  }
  .error span {
    display: block;
  }
  .dismiss {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    padding: 2px 7px;
    border: 0;
    border-radius: 3px;
    color: inherit;
    background: none;
    font: inherit;
    font-size: 14px;
    cursor: pointer;
  }
  .dismiss:hover,
  .dismiss:focus-visible {
    background: var(--_hover);
  }
  .loading {
    position: absolute;
    z-index: 3;
    inset: 0;
    display: grid;
    place-content: center;
    color: var(--_muted);
    pointer-events: none;
  }
  .progress {
    position: absolute;
    z-index: 4;
    inset-block-start: 0;
    inset-inline: 0;
    block-size: 2px;
    pointer-events: none;
    opacity: 0;
    background: linear-gradient(90deg, transparent, var(--_focus), transparent) 0 0 / 40% 100% no-repeat;
  }
  .progress.busy {
    animation: slide 1.2s linear infinite;
    opacity: 0.8;
    /* What loads within a blink shows no bar. */
    transition: opacity 0.2s 0.3s;
  }
  @keyframes slide {
    from {
      background-position-x: -70%;
    }
    to {
      background-position-x: 170%;
    }
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -1px;
  }
  @media (prefers-reduced-motion: reduce) {
    .count {
      animation: none;
    }
    .progress.busy {
      animation: none;
      background-size: 100% 100%;
    }
  }
  .status {
    display: flex;
    flex-wrap: nowrap;
    gap: 0 1.25em;
    overflow: hidden;
    padding: 3px 10px;
    white-space: nowrap;
    color: var(--_text);
    background: var(--_bar);
    user-select: text;
  }
  .status span {
    flex: none;
  }
  .status i {
    font-style: normal;
    color: var(--_muted);
    margin-inline-end: 0.4em;
  }
  .count {
    color: var(--_muted);
    /* What loads within a blink says nothing. */
    animation: appear 0.2s 0.3s backwards;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .retry {
    padding: 0 6px;
    border: 0;
    border-radius: 3px;
    color: var(--_error);
    background: var(--_error-bar);
    font: inherit;
    cursor: pointer;
  }
  .swatch {
    display: inline-block;
    vertical-align: -1px;
    inline-size: 0.75em;
    block-size: 0.75em;
    margin-inline-end: 0.35em;
    border-radius: 2px;
  }
`;
