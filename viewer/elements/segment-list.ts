/** What `<floodlight-segments>` shows; loaded with the first list that is shown. */
import { html, nothing } from 'lit';
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
import { words } from './texts.ts';

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
  const hint = words(names.size > 0 ? 'addIdsOrName' : 'addIds');
  return html`
    ${listed.length === 0 ? html`<p class="none">${words('noSegments')}</p>` : nothing}
    <ul part="list">
      ${listed.slice(0, MAX_ROWS).map((segment) => row(list, segment, look))}
    </ul>
    ${more > 0 ? html`<p class="none">${words('moreSegments', { count: more })}</p>` : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
    <form @submit=${list.add}>
      <input type="text" name="ids" placeholder=${hint} aria-label=${words('addSegments')} autocomplete="off" />
      <button type="submit">${words('add')}</button>
    </form>
  `;
}

function row({ viewer, layer, names }: SegmentList, { id, isShown }: ListedSegment, look: SegmentLook) {
  const show = () => viewer.changeSegments(layer, showSegment(layer, id, !isShown));
  const others = () => (layer.segments ?? []).filter((text) => text.replace('!', '') !== `${id}`);
  const drop = () => viewer.changeSegments(layer, others());
  const color = ({ target }: Event) => {
    const { value } = target as HTMLInputElement;
    if (!/^#[\da-f]{6}$/i.test(value)) return;
    const segmentColors = { ...layer.segmentColors, [`${id}`]: value };
    viewer.model.setLayer(layer.name, { segmentColors }, true);
  };
  const go = () => void viewer.goToSegment(id, layer.name);
  const fill = cssColor(displayColor(look, id, false));
  const name = names.get(id);
  return html`<li part="row">
    <input type="checkbox" .checked=${isShown} aria-label=${words('showSegment', { id })} @change=${show} />
    <input type="color" class="swatch" aria-label=${words('segmentColor', { id })} .value=${fill} @input=${color} />
    <input type="text" class="hex" maxlength="7" aria-label=${words('segmentHex', { id })} .value=${fill} @change=${color} />
    <button type="button" class="go" part="go" title=${words('goToSegment', { id })} @click=${go}>
      ${id}${name ? html` <small>${name}</small>` : nothing}
    </button>
    <button type="button" aria-label=${words('dropSegment', { id })} @click=${drop}>×</button>
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
