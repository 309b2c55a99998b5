import { COMMON_HEADERS, DATA_POLICY, SITE_POLICY } from './headers.ts';
import { PREFLIGHT_HEADERS } from './plain-answers.ts';

type Fields = Readonly<Record<string, string>>;

/** What a host that is not this handler has to be told, so that its answers are read as ours are. */
export const HOST_HEADERS: {
  /** On every answer, errors included. */
  readonly common: Fields;
  /** Beside them, on data and on the viewer's page. */
  readonly data: Fields;
  readonly site: Fields;
  /** Beside them, on the answer to OPTIONS; elsewhere they do no harm. */
  readonly preflight: Fields;
} = {
  common: COMMON_HEADERS,
  data: {
    'Content-Security-Policy': DATA_POLICY,
    // Files of a folder may be published again; nothing on the way may compress them, since ranges name their bytes.
    'Cache-Control': 'public, max-age=600, no-transform',
  },
  site: { 'Content-Security-Policy': SITE_POLICY, 'Referrer-Policy': 'no-referrer' },
  preflight: PREFLIGHT_HEADERS,
};
