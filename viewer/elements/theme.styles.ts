import { css } from 'lit';

/** Of a light page. The public properties come before these. */
const light = css`
  --_t-background: #f4f4f6;
  --_t-scene-background: #e9e9ee;
  --_t-gap-color: #c4c4cc;
  --_t-text: #1d1d21;
  --_t-muted: #5b5b64;
  --_t-error: #a3261b;
  --_t-focus: #1a5fd0;
  --_t-x: #b3261e;
  --_t-y: #1e7a34;
  --_t-z: #2455c3;
  --_t-bar: #ffffff;
  --_t-popup: #fffffff7;
  --_t-line: #c4c4cc;
  --_t-edge: #84848e;
  --_t-field: #ffffff;
  --_t-hover: #0000000f;
  --_t-error-bar: #fbeae8f5;
  --_t-halo: #fff;
`;

/**
 * Colours by use, of all elements: what the page sets, else the theme's, else the dark one's. A part inside a viewer inherits
 * the viewer's theme, one beside it has the attribute.
 */
export const themeStyles = css`
  :host {
    --_background: var(--floodlight-background, var(--_t-background, #0d0d0f));
    --_scene-background: var(--floodlight-scene-background, var(--_t-scene-background, #141416));
    --_gap-color: var(--floodlight-gap-color, var(--_t-gap-color, #2b2b2f));
    --_text: var(--floodlight-text-color, var(--_t-text, #c9c9ce));
    --_muted: var(--floodlight-muted-color, var(--_t-muted, #9a9aa2));
    --_error: var(--floodlight-error-color, var(--_t-error, #ffb4a8));
    --_focus: var(--floodlight-focus-color, var(--_t-focus, #8ab4f8));
    --_x: var(--floodlight-x-color, var(--_t-x, #e0524a));
    --_y: var(--floodlight-y-color, var(--_t-y, #5cb85c));
    --_z: var(--floodlight-z-color, var(--_t-z, #5b8def));
    --_bar: var(--floodlight-bar-color, var(--_t-bar, #18181b));
    --_popup: var(--floodlight-bar-color, var(--_t-popup, #1a1a1df7));
    --_line: var(--floodlight-line-color, var(--_t-line, #3a3a40));
    --_edge: var(--floodlight-line-color, var(--_t-edge, #6e6e78));
    --_field: var(--floodlight-field-color, var(--_t-field, #111113));
    --_hover: var(--_t-hover, #ffffff1c);
    --_error-bar: var(--_t-error-bar, #2a1d1cf5);
    --_halo: var(--_t-halo, #000);
  }
  :host([theme='light']) {
    color-scheme: light;
    ${light}
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  @media (prefers-color-scheme: light) {
    :host([theme='auto']) {
      color-scheme: light;
      ${light}
    }
  }
  @media (forced-colors: active) {
    :host {
      --_focus: Highlight;
    }
    .swatch,
    .axis,
    canvas {
      forced-color-adjust: none;
    }
    button {
      border: 1px solid ButtonText !important;
    }
  }
`;
