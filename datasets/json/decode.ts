import { CorruptDataError, InvalidDataError } from '../errors.ts';

/**
 * Reads the bytes of a JSON file that describes data. A key that stands twice in one object is refused: readers
 * disagree about which of the two counts, and `JSON.parse` takes the last without a word.
 * @param subject path or URL, for messages.
 * @throws CorruptDataError where the bytes are not JSON; InvalidDataError naming a repeated key.
 */
export function decodeJson(bytes: Uint8Array, subject: string): unknown {
  const text = new TextDecoder().decode(bytes);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const isPage = /^\s*</.test(text);
    const got = isPage ? 'HTML' : `text that is not JSON (${(cause as Error).message})`;
    const cure = isPage
      ? 'A host that answers unknown paths with a page does this: check the address'
      : 'It is damaged, or not what its name says: restore it, or write it again';
    throw new CorruptDataError({ subject, expected: 'JSON', got, cure, cause });
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate === undefined) return json;
  const cure = 'Keep one of the two: readers differ in which they take';
  throw new InvalidDataError({
    subject: `${subject}: ${duplicate}`,
    expected: 'the key once',
    got: 'it twice',
    cure,
  });
}

interface Level {
  /** Keys so far; undefined in an array. */
  readonly keys: Set<string> | undefined;
  /** Name or number of the value that is being read. */
  at: string | number;
}

/** Strings, and the marks between values; what else there is holds no key. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

/**
 * @param text valid JSON.
 * @returns where a key stands for the second time in its object, as `scales[0]: size`; undefined where none does.
 */
export function findDuplicateKey(text: string): string | undefined {
  const stack: Level[] = [];
  let last: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    const level = stack.at(-1);
    if (token === '{' || token === '[') stack.push({ keys: token === '{' ? new Set() : undefined, at: 0 });
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',') {
      if (level && typeof level.at === 'number') level.at++;
    } else if (token === ':' && level?.keys && last !== undefined) {
      const key = JSON.parse(last) as string;
      level.at = key;
      if (level.keys.has(key)) return pathOf(stack);
      level.keys.add(key);
    }
    last = token;
  }
  return undefined;
}

const pathOf = (stack: readonly Level[]): string =>
  stack.map(({ keys, at }, i) => (keys ? `${i === 0 ? '' : ': '}${at}` : `[${at}]`)).join('');
