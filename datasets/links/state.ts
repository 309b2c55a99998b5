import { InvalidDataError } from '../errors.ts';
import { type LinkWarning, type Place, readFields, writeFields } from './codec.ts';
import { isObject, type Json, type JsonObject, show } from './json.ts';
import { migrateState } from './migrate-state.ts';
import { type ViewerState, viewerFields } from './viewer-state.ts';

export interface ReadStateOptions {
  /** Voxel size of the first source in nanometres: what zooms of very old links need when they do not say it. */
  readonly voxelSizeNm?: readonly [number, number, number];
}

/** A state, and what of the JSON was left out because it was wrong. */
export interface ReadState {
  readonly state: ViewerState;
  readonly warnings: readonly LinkWarning[];
}

/**
 * Reads a Neuroglancer state of any age. Old keys become today's, unknown keys are kept at every level, and a wrong
 * value costs itself alone.
 * @param json of a link (`parseLink`), or a parsed file; untrusted.
 * @throws InvalidDataError where it is not an object.
 */
export function readState(json: Json, options: ReadStateOptions = {}): ReadState {
  if (!isObject(json)) {
    throw new InvalidDataError({ subject: 'state', expected: 'a JSON object', got: show(json) });
  }
  const warnings: LinkWarning[] = [];
  const at: Place = { path: '', warnings };
  const state = readFields(viewerFields, migrateState(json, at, options.voxelSizeNm), at);
  return { state, warnings };
}

/** The state as JSON: today's keys in Neuroglancer's order, defaults left out, unknown keys last. */
export const writeState = (state: ViewerState): JsonObject => writeFields(viewerFields, state);

/** What a link of kind `merge` does: its keys replace those of the state that is shown. */
export function mergeStates(shown: ViewerState, merged: ViewerState): ViewerState {
  const others = { ...shown.others, ...merged.others };
  return { ...shown, ...merged, ...(Object.keys(others).length > 0 && { others }) };
}

/** `layers[2].opacity: expected a number in [0,1], got 7` */
export const formatWarning = ({ path, expected, got }: LinkWarning): string =>
  `${path}: expected ${expected}, got ${got}`;
