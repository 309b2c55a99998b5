/** What `<floodlight-segments>` shows; loaded with the first list that is shown. */
import { html, nothing, svg } from 'lit';
import type { SegmentationLayer } from '../../datasets/links/index.ts';
import {
  cssColor,
  DEFAULT_SEGMENT_LOOK,
  displayColor,
  type ListedSegment,
  layersOf,
  listedSegments,
  parseSegments,
  type SegmentLook,
  type SegmentNames,
  showSegment,
} from '../state/index.ts';
import type { StatefulElement } from './stateful-element.ts';

/** Rows beyond these are counted: a list of a million would be no list. */
const MAX_ROWS = 200;

export interface SegmentList {
  readonly viewer: StatefulElement;
  readonly layer: SegmentationLayer;
  readonly names: SegmentNames;
  /** What was wrong with what was typed. */
  readonly problem: string;
  add(event: SubmitEvent): void;
}

export function segmentList(list: SegmentList) {
  const { viewer, layer, names, problem } = list;
  const listed = listedSegments(layer);
  const spec = layersOf(viewer.model.state).find(({ name }) => name === layer.name)?.spec;
  const look = { ...DEFAULT_SEGMENT_LOOK, ...spec?.segmentation };
  const more = listed.length - MAX_ROWS;
  const hint = names.size > 0 ? 'Add ids or a name' : 'Add ids: 3, 17';
  return html`
    ${listed.length === 0 ? html`<p class="none">No segment chosen. Double-click one.</p>` : nothing}
    <ul part="list">
      ${listed.slice(0, MAX_ROWS).map((segment) => row(list, segment, look))}
    </ul>
    ${more > 0 ? html`<p class="none">and ${more} more</p>` : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <form @submit=${list.add}>
      <input type="text" name="ids" placeholder=${hint} aria-label="Ids or names of segments to add" autocomplete="off" />
      <button type="submit">Add</button>
    </form>
  `;
}

function row({ viewer, layer, names }: SegmentList, { id, isShown }: ListedSegment, look: SegmentLook) {
  const show = () => viewer.changeSegments(layer, showSegment(layer, id, !isShown));
  const others = () => (layer.segments ?? []).filter((text) => text.replace('!', '') !== `${id}`);
  const drop = () => viewer.changeSegments(layer, others());
  const fill = cssColor(displayColor(look, id, false));
  const name = names.get(id);
  return html`<li part="row">
    <input type="checkbox" .checked=${isShown} aria-label=${`Show segment ${id}`} @change=${show} />
    <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
      ${svg`<rect width="10" height="10" rx="2" fill=${fill}></rect>`}
    </svg>
    <span>${id}${name ? html` <small>${name}</small>` : nothing}</span>
    <button type="button" aria-label=${`Take segment ${id} off the list`} @click=${drop}>×</button>
  </li>`;
}

/** Ids, or else the segments whose names begin so, in any case. @throws InvalidDataError where there are none. */
export function idsOf(text: string, names: SegmentNames): string[] {
  const wanted = text.trim().toLowerCase();
  const named = /^[\d\s,]*$/.test(wanted)
    ? []
    : [...names].filter(([, name]) => name.toLowerCase().startsWith(wanted)).slice(0, MAX_ROWS);
  return (named.length > 0 ? named.map(([id]) => id) : parseSegments(text)).map(String);
}
