import { LAYOUT_NAMES, type LayoutName } from '../../datasets/links/index.ts';
import type { Orientation } from './orientation.ts';

/** Arrangements of panels, with Neuroglancer's names. */
export type Layout = LayoutName;
export const LAYOUTS: readonly Layout[] = LAYOUT_NAMES;

export type PanelKind = Orientation | '3d';

/** Rows of panels, from the top. */
export const LAYOUT_ROWS: Readonly<Record<Layout, readonly (readonly PanelKind[])[]>> = {
  '4panel': [
    ['xy', 'xz'],
    ['3d', 'yz'],
  ],
  '4panel-alt': [
    ['xy', 'yz'],
    ['xz', '3d'],
  ],
  xy: [['xy']],
  xz: [['xz']],
  yz: [['yz']],
  '3d': [['3d']],
  'xy-3d': [['xy', '3d']],
  'xz-3d': [['xz', '3d']],
  'yz-3d': [['yz', '3d']],
};

export const isLayout = (text: unknown): text is Layout => LAYOUTS.includes(text as Layout);

/**
 * The layout that space gives: a panel alone, or all of them again.
 * Source: spec/viewer.md 2.1.
 * @param pane the panel that the key was pressed in. @param alternative with Shift.
 */
export function toggleLayout(layout: Layout, pane: PanelKind, alternative: boolean): Layout {
  const isFour = layout === '4panel' || layout === '4panel-alt';
  if (isFour && pane === '3d') {
    if (!alternative) return '3d';
    return layout === '4panel' ? '4panel-alt' : '4panel';
  }
  const withScene = pane === '3d' ? '3d' : (`${pane}-3d` as const);
  if (isFour) return alternative ? withScene : pane;
  if (layout === '3d') return '4panel-alt';
  const isAlone = layout === 'xy' || layout === 'xz' || layout === 'yz';
  if (isAlone) return alternative ? withScene : '4panel-alt';
  return alternative ? '4panel-alt' : pane;
}
