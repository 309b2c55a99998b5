import type { ViewerState } from '../../datasets/links/index.ts';
import type { HistoryLimits } from './history.ts';
import type { Layout } from './layouts.ts';
import type { View } from './view.ts';

/** All that a viewer shows, at one time. Its parts are never changed in place: what two moments share is kept once. */
export interface Moment {
  readonly state: ViewerState;
  readonly layout: Layout;
  /** Undefined until layers are open. */
  readonly view: View | undefined;
  /** Which zooms follow the panels' sizes. */
  readonly fits: { readonly zoom: boolean; readonly scene: boolean } | undefined;
}

/** A million ids are some 50 MB at the most. */
export const HISTORY_LIMITS: HistoryLimits<Moment> = { steps: 200, weight: 1_000_000, weigh: countIds };

/** Segments of layers that another moment does not share. */
function countIds({ state }: Moment, { state: other }: Moment): number {
  const shared = new Set(other.layers?.map((layer) => segmentsIn(layer)));
  const own = state.layers?.filter((layer) => !shared.has(segmentsIn(layer))) ?? [];
  return own.reduce((sum, layer) => sum + (segmentsIn(layer)?.length ?? 0), 0);
}

const segmentsIn = (layer: object): readonly string[] | undefined =>
  (layer as { segments?: readonly string[] }).segments;

export const isSameMoment = (a: Moment, b: Moment): boolean =>
  a.state === b.state && a.view === b.view && a.layout === b.layout;

/**
 * What kind of change lies between two moments, where it is one that goes on: a place, a zoom, a slider of one layer.
 * @returns undefined for what is done or not done: a switch, a choice of segments, another layer.
 */
export function continuousChange(a: Moment, b: Moment): string | undefined {
  if (a.layout !== b.layout) return undefined;
  if (a.state === b.state) return a.view && b.view && isMovement(a.view, b.view) ? 'view' : undefined;
  if (a.view !== b.view) return undefined;
  const keys = changedKeys(a.state, b.state);
  const [layers, others] = [a.state.layers ?? [], b.state.layers ?? []];
  if (keys.join() !== 'layers' || layers.length !== others.length) return undefined;
  const changed = others.flatMap((layer, i) => (layer === layers[i] ? [] : [i]));
  const [index, ...more] = changed;
  if (index === undefined || more.length > 0) return undefined;
  const [before, after] = [layers[index] as object, others[index] as object];
  const [key, ...rest] = changedKeys(before, after);
  const value = key === undefined ? undefined : (after as Readonly<Record<string, unknown>>)[key];
  const goesOn = typeof value === 'number' || key === 'shaderControls' || key === 'segmentColors';
  return goesOn && rest.length === 0 ? `layer ${index} ${key}` : undefined;
}

/** Everything but switches. */
const isMovement = (a: View, b: View): boolean =>
  changedKeys(a, b).every((key) => typeof b[key as keyof View] !== 'boolean' && key !== 'projection');

function changedKeys(a: object, b: object): string[] {
  const [left, right] = [a, b] as readonly Readonly<Record<string, unknown>>[];
  return Object.keys({ ...a, ...b }).filter((key) => left?.[key] !== right?.[key]);
}
