import { css } from 'lit';

/** Axis lines leave the centre free, so that the voxel one looks at stays visible. */
export const sliceStyles = css`
  .axis {
    position: absolute;
    z-index: 2;
    pointer-events: none;
    opacity: 0.55;
  }
  .across {
    inset-inline: 0;
    inset-block-start: 50%;
    block-size: 1px;
    background: linear-gradient(
      90deg,
      currentcolor calc(50% - 10px),
      transparent calc(50% - 10px) calc(50% + 10px),
      currentcolor calc(50% + 10px)
    );
  }
  .along {
    inset-block: 0;
    inset-inline-start: 50%;
    inline-size: 1px;
    background: linear-gradient(
      currentcolor calc(50% - 10px),
      transparent calc(50% - 10px) calc(50% + 10px),
      currentcolor calc(50% + 10px)
    );
  }
  .x {
    color: var(--_x);
  }
  .y {
    color: var(--_y);
  }
  .z {
    color: var(--_z);
  }
  .scale-bar {
    position: absolute;
    z-index: 2;
    inset-block-end: 10px;
    inset-inline-start: 10px;
    color: #fff;
    font-size: 11px;
    text-shadow: 0 0 3px #000, 0 0 2px #000;
    pointer-events: none;
  }
  .scale-bar svg {
    display: block;
    block-size: 3px;
    margin-block-start: 2px;
    overflow: visible;
  }
  .scale-bar rect {
    fill: #fff;
    stroke: #000;
    stroke-opacity: 0.5;
    stroke-width: 1px;
    paint-order: stroke;
  }
  :host(:not([embedded])) .scale-bar {
    inset-block-end: 34px;
  }
`;
