import { InvalidDataError } from '../../datasets/errors.ts';
import {
  type Json,
  type JsonObject,
  readState,
  withAbsoluteSources,
  writeState,
} from '../../datasets/links/index.ts';

/** What a `viewer.json` shows. */
export interface ViewFile {
  readonly title: string;
  /** A Neuroglancer state; its sources are addresses. */
  readonly state: JsonObject;
  /** Address of a network for segmenting by click. */
  readonly model?: string;
}

/**
 * Reads a `viewer.json`: a Neuroglancer state whose sources may be relative to the file. All that it says is kept: what the
 * elements cannot draw is named in the page, and is still there in its link.
 * Its key `segmenterModel`, of ours, is an address too, and no part of the state.
 * @param from address of the file.
 * @throws InvalidDataError where it is no state, or holds no layer with a source.
 */
export function readViewFile(json: Json, from: string): ViewFile {
  const { state } = readState(json);
  const hasSource = state.layers?.some(({ source }) => (source ?? []).length > 0);
  if (!hasSource) {
    const got = (JSON.stringify(json) ?? 'nothing').slice(0, 200);
    throw new InvalidDataError({
      subject: 'viewer.json',
      expected: 'a Neuroglancer state with layers',
      got,
    });
  }
  const { segmenterModel, ...shown } = writeState(withAbsoluteSources(state, from));
  const model = typeof segmenterModel === 'string' ? new URL(segmenterModel, from).href : undefined;
  return { title: state.title ?? 'Floodlight', state: shown, ...(model !== undefined && { model }) };
}
