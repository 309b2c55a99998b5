import { html, nothing, svg } from 'lit';
import type { LayerValue, Session } from '../session/index.ts';
import { AXIS_NAMES, cssColor, positionNm, segmentColor } from '../state/index.ts';

/** Where the reader is, and what the layers have there: under the pointer, or else at the position. */
export function statusLine(session: Session | undefined) {
  const { view, space } = session ?? {};
  if (!session || !view || !space) return nothing;
  const pointNm = session.hovered ?? positionNm(view, space);
  const voxel = pointNm.map((nm, i) => Math.floor(nm / space.voxelSizeNm[i as 0]));
  const size = space.voxelSizeNm.map((nm) => Number(nm.toPrecision(4))).join(' × ');
  return html`
    ${voxel.map((v, i) => html`<span><i>${AXIS_NAMES[i]}</i>${v}</span>`)}
    ${session.valuesAt(pointNm).map(layerValue)}
    <span><i>voxel</i>${size} nm</span>
  `;
}

/** How many parts are on their way. */
export function loadingCount(session: Session | undefined) {
  const loading = session?.counts.loading ?? 0;
  return loading === 0 ? nothing : html`<span class="count" part="loading-count">${loading} loading</span>`;
}

/** How many parts failed, and a way to try them again: layers, chunks, meshes. */
export function failedChip(session: Session | undefined, retry: () => void) {
  const failed = session?.counts.failed ?? 0;
  if (!session || failed === 0) return nothing;
  const words = failed === 1 ? '1 part failed' : `${failed} parts failed`;
  return html`<button class="retry" part="retry" type="button" @click=${retry}>${words} · try again</button>`;
}

function layerValue({ name, type, value }: LayerValue) {
  if (value === undefined) return html`<span><i>${name}</i>–</span>`;
  const isSegment = type === 'segmentation' && BigInt(value) !== 0n;
  return html`<span><i>${name}</i>${isSegment ? swatch(BigInt(value)) : nothing}${formatValue(value)}</span>`;
}

/** Colours are set as an attribute of a shape: pages may forbid inline styles. */
function swatch(id: bigint) {
  const shape = svg`<rect width="10" height="10" rx="2" fill=${cssColor(segmentColor(id))}></rect>`;
  return html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">${shape}</svg>`;
}

const formatValue = (value: number | bigint) =>
  typeof value === 'bigint' || Number.isInteger(value) ? String(value) : value.toPrecision(5);
