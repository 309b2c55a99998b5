import type { Json } from '../../datasets/links/index.ts';

export interface PageParts {
  readonly title: string;
  /** The viewer as one script, and the site's style. */
  readonly script: string;
  readonly style: string;
  /** A Neuroglancer state whose sources are folders of the archive. */
  readonly state: Json;
  /** A ZIP archive, as base64. */
  readonly archive: string;
}

/** Nothing is asked of any network, whatever a script or a state says: the browser sees to it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'connect-src data: blob:',
].join('; ');

/** A page that is one file: script, style, state and data are in it. @returns HTML. */
export function pageHtml({ title, script, style, state, archive }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>${escapeText(title)}</title>
<link rel="icon" href="data:,">
<style>${style.replaceAll('</', '<\\/')}</style>
</head>
<body>
<header><h1 id="title">${escapeText(title)}</h1></header>
<main id="main"></main>
<noscript><p class="notice">This page draws volumes with JavaScript and WebGL2. Please turn JavaScript on.</p></noscript>
<script type="application/json" id="floodlight-view">${JSON.stringify(state).replaceAll('<', '\\u003c')}</script>
<script type="application/zip;base64" id="floodlight-data">${archive}</script>
<script type="module">${escapeScript(script)}</script>
</body>
</html>
`;
}

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Neither ends a script early nor lets one go on behind its end. Both stand in texts and patterns alone, where the other way to
 * write them means the same: bundlers put a space into code that would read so.
 */
const escapeScript = (script: string): string =>
  script.replaceAll(/<\/(?=script)/gi, '<\\/').replaceAll('<!--', '\\x3c!--');
