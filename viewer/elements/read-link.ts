import { InvalidDataError, MissingError } from '../../datasets/errors.ts';
import {
  formatWarning,
  type Json,
  parseLink,
  parseUrlSafeJson,
  type ReadState,
} from '../../datasets/links/index.ts';
import { createHttpStore } from '../../datasets/stores/index.ts';
import { webAddress } from '../state/index.ts';

/** A state and what to do with it: take its place, or lie over what is shown. */
export interface LinkedState {
  readonly kind: 'state' | 'merge';
  readonly json: Json;
}

/**
 * Reads a link; fetches the state where the link names a file.
 * @throws InvalidDataError for what is no link, and what fetching throws.
 */
export async function readLink(text: string): Promise<LinkedState> {
  const link = parseLink(text);
  if (link.kind === 'empty') return { kind: 'state', json: {} };
  if (link.kind === 'compressed') {
    const { decodeCompressedState } = await import('../../datasets/links/compressed/index.ts');
    return { kind: 'state', json: await decodeCompressedState(link.data) };
  }
  if (link.kind !== 'remote') return { kind: link.kind, json: link.state };
  const [, folder = '', file = ''] = /^(.*)\/([^/]+)$/.exec(link.url) ?? [];
  const bytes = await createHttpStore(webAddress(folder)).get(file);
  if (!bytes) {
    throw new MissingError({
      subject: link.url,
      expected: 'a state',
      got: 'no such file',
      cure: 'Check the address in the link',
    });
  }
  return { kind: 'state', json: parseUrlSafeJson(new TextDecoder().decode(bytes), link.url) };
}

/** More warnings than these are counted, not shown. */
const MAX_WARNINGS = 3;

/** What of a state could not be read, to be shown. */
export const leftOut = (warnings: ReadState['warnings']): InvalidDataError[] =>
  warnings.slice(0, MAX_WARNINGS).map((warning) => {
    const { path, expected, got } = warning;
    const cure = 'It was left out; the rest of the state is shown';
    return new InvalidDataError({ subject: path || formatWarning(warning), expected, got, cure });
  });
