import { HOST_HEADERS } from '../../edge/index.ts';

const { common, data, site, preflight } = HOST_HEADERS;

/**
 * `_headers`, which Cloudflare Pages and Netlify read. Where two rules fit, the first joins values of one name by commas, so no
 * name is in two rules that can meet.
 */
export function headersFile(): string {
  const rule = (path: string, fields: Readonly<Record<string, string>>) =>
    [path, ...Object.entries(fields).map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  const rules = [
    rule('/*', { ...common, ...preflight }),
    rule('/data/*', data),
    rule('/', site),
    rule('/index.html', site),
  ];
  return `${rules.join('\n\n')}\n`;
}

/**
 * What to include in a `server` block of nginx. `always` puts the headers on errors, too; a location with `add_header` has those
 * alone, so each has all of them. nginx answers OPTIONS by itself nowhere.
 */
export function nginxFile(): string {
  const location = (path: string, fields: Readonly<Record<string, string>>, more: readonly string[] = []) => [
    `location ${path} {`,
    ...more.map((line) => `  ${line}`),
    ...Object.entries({ ...common, ...preflight, ...fields }).map(
      ([name, value]) => `  add_header ${name} "${value}" always;`,
    ),
    '  if ($request_method = OPTIONS) { return 204; }',
    '}',
  ];
  const lines = [
    '# Beside "root /path/to/this/folder;" in a server block: include /path/to/this/folder/_nginx.conf;',
    '# A range of what was compressed on the way would be of other bytes; more ranges than one in an answer are read by nobody.',
    'gzip off;',
    'max_ranges 1;',
    '# A refused range has its headers from before the refusal; in a location without any they do not come twice.',
    'error_page 416 @beyond;',
    'location @beyond { return 416; }',
    ...location('/', site),
    // Nothing that is uploaded gets a type that a browser runs.
    ...location('/data/', data, ['types { application/json json; image/png png; image/jpeg jpg jpeg; }']),
  ];
  return `${lines.join('\n')}\n`;
}
