import { css } from 'lit';

/** Panels in a grid with thin gaps, the status line below. */
export const viewerStyles = css`
  :host {
    block-size: 480px;
    background: var(--_gap-color);
  }
  .frame {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    block-size: 100%;
    gap: 1px;
  }
  .panels {
    display: grid;
    gap: var(--floodlight-gap, 1px);
    min-block-size: 0;
    grid-auto-columns: minmax(0, 1fr);
    grid-auto-rows: minmax(0, 1fr);
  }
  .panels[data-layout='4panel'] {
    grid-template: 'xy xz' minmax(0, 1fr) 'scene yz' minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr);
  }
  .panels[data-layout='xy-3d'] {
    grid-template: 'xy scene' minmax(0, 1fr) / minmax(0, 1fr) minmax(0, 1fr);
  }
  .panels[data-layout='4panel'] > [data-area='xy'],
  .panels[data-layout='xy-3d'] > [data-area='xy'] {
    grid-area: xy;
  }
  .panels > [data-area='xz'] {
    grid-area: auto;
  }
  .panels[data-layout='4panel'] > [data-area='xz'] {
    grid-area: xz;
  }
  .panels[data-layout='4panel'] > [data-area='yz'] {
    grid-area: yz;
  }
  .panels[data-layout='4panel'] > [data-area='3d'],
  .panels[data-layout='xy-3d'] > [data-area='3d'] {
    grid-area: scene;
  }
`;
