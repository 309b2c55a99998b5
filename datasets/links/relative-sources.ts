import type { ViewerState } from './viewer-state.ts';

/** What follows the format is a path, not another address: `precomputed://image`, not `precomputed://gs://bucket/image`. */
const RELATIVE = /^precomputed:\/\/(?![a-z0-9+]+:\/\/)(.*)$/;

/**
 * A state that may be opened anywhere: sources that are relative to the file that it was in become addresses. Everything else
 * stays as it is.
 * @param base address of the file.
 */
export function withAbsoluteSources(state: ViewerState, base: string): ViewerState {
  const absolute = (url: string) =>
    url.replace(
      RELATIVE,
      (_, path: string) => `precomputed://${new URL(path, base).href.replace(/\/$/, '')}`,
    );
  return {
    ...state,
    layers: state.layers?.map((layer) => ({
      ...layer,
      source: layer.source?.map((source) => ({ ...source, url: absolute(source.url) })),
    })),
  };
}
