import { property } from 'lit/decorators.js';
import { InvalidDataError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import {
  encodeLink,
  formatWarning,
  type Json,
  type JsonObject,
  mergeStates,
  type ReadState,
  readState,
  type SegmentationLayer,
  type ViewerState,
  writeState,
} from '../../datasets/links/index.ts';
import { type Layout, layoutOf, wishOf, withView } from '../state/index.ts';
import { readLink } from './read-link.ts';
import { asOurs, SessionElement } from './session-element.ts';

/** More warnings than these are counted, not shown. */
const MAX_WARNINGS = 3;

/** What can be asked of an element that shows several layers: its state, links, layers, segments. */
export abstract class StatefulElement extends SessionElement {
  /** How the panels are arranged; anything unknown is `4panel`. */
  @property({ reflect: true }) layout: Layout = '4panel';

  /** What is shown, as a Neuroglancer state. */
  get state(): JsonObject {
    return writeState(this.current);
  }

  /** A state's JSON, or a link with one. What is wrong with it is shown; a state that cannot be read changes nothing. */
  set state(json: Json) {
    try {
      if (typeof json !== 'string') this.show(readState(json));
      else void this.openLink(json).catch(() => undefined);
    } catch (error) {
      this.report(asOurs(error), undefined);
    }
  }

  /** A link to this place that Neuroglancer opens too. @param base address of the viewer. */
  link(base = 'https://neuroglancer-demo.appspot.com/'): string {
    return encodeLink(this.current, base);
  }

  /**
   * Opens a Neuroglancer link of any age, its fragment, or a state's JSON; fetches the state where the link names a file.
   * @throws what is wrong with it, which is shown too; then what was shown stays.
   */
  async openLink(text: string): Promise<void> {
    try {
      const { kind, json } = await readLink(text);
      if (kind === 'merge') this.merge(readState(json));
      else this.show(readState(json));
    } catch (error) {
      const ours = asOurs(error);
      this.report(ours, undefined);
      throw ours;
    }
  }

  /** Moves the centre. @param position voxels. @param zoom voxels per CSS pixel; as it is where left out. */
  goTo(position: Xyz, zoom?: number): void {
    this.position = position;
    if (zoom !== undefined) this.zoom = zoom;
  }

  /** Shows these segments and no others. @param layer its name; default the first segmentation. @returns whether there is one. */
  select(segments: Iterable<bigint | string>, layer?: string): boolean {
    const found = this.model.layers.find(
      ({ type, name }) => type === 'segmentation' && (layer === undefined || name === layer),
    );
    if (found?.type !== 'segmentation') return false;
    return this.changeSegments(found, [...segments].map(String), false);
  }

  /** Adds a layer above the others: Neuroglancer's keys. @returns its name. */
  addLayer(layer: JsonObject): string {
    const { state, warnings } = readState({ layers: [layer] });
    const [added] = state.layers ?? [];
    this.warn(warnings);
    return added ? this.model.addLayer(added) : '';
  }

  /** @returns whether there was such a layer. */
  removeLayer(name: string): boolean {
    return this.model.removeLayer(name);
  }

  /** @internal */
  changeSegments({ name }: SegmentationLayer, segments: readonly string[], byUser = true): boolean {
    const isThere = this.model.setLayer(name, { segments }, byUser);
    if (isThere) this.emit('floodlight-selection-change', { layer: name, segments });
    return isThere;
  }

  private get current(): ViewerState {
    const { view, space, sceneHeight } = this.session ?? {};
    const { state } = this.model;
    return view && space ? withView(state, this.layout, { view, space, sceneHeight }) : state;
  }

  private show({ state, warnings }: ReadState): void {
    this.clearProblems();
    this.layout = layoutOf(state.layout);
    this.model.replace(state);
    this.begin(wishOf(state));
    this.warn(warnings);
  }

  private merge({ state, warnings }: ReadState): void {
    this.show({ state: mergeStates(this.current, state), warnings });
  }

  private warn(warnings: ReadState['warnings']): void {
    for (const warning of warnings.slice(0, MAX_WARNINGS)) {
      const { path, expected, got } = warning;
      const cure = 'It was left out; the rest of the state is shown';
      this.report(
        new InvalidDataError({ subject: path || formatWarning(warning), expected, got, cure }),
        undefined,
      );
    }
  }
}
