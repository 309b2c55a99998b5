import { html, nothing, svg } from 'lit';
import type { LayerValue, Session } from '../session/index.ts';
import {
  AXIS_NAMES,
  cssColor,
  DEFAULT_SEGMENT_LOOK,
  displayColor,
  type LayerSpec,
  positionNm,
} from '../state/index.ts';
import { words } from './texts.ts';

/** Where the reader is, and what the layers have there: under the pointer, or else at the position. */
export function statusLine(session: Session | undefined) {
  const { view, space } = session ?? {};
  if (!session || !view || !space) return nothing;
  const pointNm = session.hovered ?? positionNm(view, space);
  const voxel = pointNm.map((nm, i) => Math.floor(nm / space.voxelSizeNm[i as 0]));
  const size = space.voxelSizeNm.map((nm) => Number(nm.toPrecision(4))).join(' × ');
  return html`
    ${voxel.map((v, i) => html`<span><i>${AXIS_NAMES[i]}</i>${v}</span>`)}
    ${session.valuesAt(pointNm).map((value) => layerValue(value, session))}
    <span><i>${words('voxel')}</i>${size} nm</span>
  `;
}

/** How many parts are on their way. */
export function loadingCount(session: Session | undefined) {
  const loading = session?.counts.loading ?? 0;
  return loading === 0
    ? nothing
    : html`<span class="count" part="loading-count">${words('loading', { count: loading })}</span>`;
}

/** How many parts failed, and a way to try them again: layers, chunks, meshes. */
export function failedChip(session: Session | undefined, retry: () => void) {
  const failed = session?.counts.failed ?? 0;
  if (!session || failed === 0) return nothing;
  return html`<button class="retry" part="retry" type="button" @click=${retry}>${words(failed === 1 ? 'failedPart' : 'failedParts', { count: failed })}</button>`;
}

function layerValue({ name, type, value }: LayerValue, session: Session) {
  if (value === undefined) return html`<span><i>${name}</i>–</span>`;
  const isSegment = type === 'segmentation' && BigInt(value) !== 0n;
  return html`<span><i>${name}</i>${isSegment ? swatch(BigInt(value), session.layerNamed(name)?.spec) : nothing}${formatValue(value)}</span>`;
}

/** Colours are set as an attribute of a shape: pages may forbid inline styles. */
function swatch(id: bigint, spec: LayerSpec | undefined) {
  const color = displayColor({ ...DEFAULT_SEGMENT_LOOK, ...spec?.segmentation }, id);
  const shape = svg`<rect width="10" height="10" rx="2" fill=${cssColor(color)}></rect>`;
  return html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">${shape}</svg>`;
}

const formatValue = (value: number | bigint) =>
  typeof value === 'bigint' || Number.isInteger(value) ? String(value) : value.toPrecision(5);
