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
  floodlight-scale-bar {
    position: absolute;
    z-index: 2;
    inset-block-end: 10px;
    inset-inline-start: 10px;
    inline-size: 25%;
    pointer-events: none;
  }
  :host(:not([embedded])) floodlight-scale-bar {
    inset-block-end: 34px;
  }
`;
