import { UnsupportedError } from '../errors.ts';
import type { Store } from './store.ts';

/** Whether a key holds wildcards: `*`, `?`, `{`. */
export const isGlob = (text: string): boolean => /[*?{]/.test(text);

/**
 * A glob as a regular expression of whole keys: `*` and `?` stay within a folder, `**` does not, `{a,b}` chooses.
 * Everything else is literal.
 */
export function globToRegExp(glob: string): RegExp {
  let depth = 0;
  const source = glob.replace(/\*\*\/|\*\*|[*?{},]|[\\^$.|+()[\]]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token === '{') return depth++ >= 0 ? '(?:' : '';
    if (token === '}') return depth > 0 && depth-- > 0 ? ')' : '\\}';
    if (token === ',') return depth > 0 ? '|' : ',';
    return `\\${token}`;
  });
  return new RegExp(`^${source}${')'.repeat(depth)}$`);
}

/**
 * Keys of a store that a glob matches, in no stated order. Only keys under its literal beginning are listed.
 * @throws UnsupportedError where the store cannot list.
 */
export async function* listGlob(store: Store, glob: string): AsyncGenerator<string> {
  if (!store.list) {
    const cure = 'Plain web servers do not list: name the files, or use gs:// or s3://';
    throw new UnsupportedError({ subject: store.name, expected: 'a store that lists', got: glob, cure });
  }
  const pattern = globToRegExp(glob);
  for await (const key of store.list(glob.slice(0, glob.search(/[*?{]|$/)))) if (pattern.test(key)) yield key;
}
