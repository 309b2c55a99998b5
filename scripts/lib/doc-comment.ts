/** Reads the doc comments of elements: `@summary`, `@event`, `@slot`, `@csspart`, `@cssproperty`. */
import type { Node } from '@babel/types';

export interface DocComment {
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly isInternal: boolean;
  readonly events: readonly object[];
  readonly slots: readonly object[];
  readonly cssParts: readonly object[];
  readonly cssProperties: readonly object[];
}

/** @param nodes where the comment may hang: decorators move it from the class to what exports it. */
export function readDoc(...nodes: readonly Node[]): DocComment {
  const comments = nodes.flatMap(({ leadingComments }) => leadingComments ?? []);
  const text = comments.findLast(
    ({ type, value }) => type === 'CommentBlock' && value.startsWith('*'),
  )?.value;
  const lines = (text ?? '').slice(1).split('\n');
  const words = lines.map((line) => line.replace(/^\s*\* ?/, '').trim()).join('\n');
  const [description = '', ...tags] = words.split(/^@/m).map((part) => part.trim().replaceAll('\n', ' '));
  const all = (tag: string) =>
    tags.filter((each) => each.startsWith(`${tag} `)).map((each) => each.slice(tag.length + 1));
  // A summary is followed by the description, after an empty line.
  const [summary, ...more] = (/^@summary ([^@]*)/m.exec(words)?.[1] ?? '').split('\n\n');
  return {
    summary: oneLine(summary),
    description: oneLine(description || more.join(' ')),
    isInternal: /@internal\b/.test(words),
    events: all('event').map(readEvent),
    slots: all('slot').map(named),
    cssParts: all('csspart').map(named),
    cssProperties: all('cssproperty').map(readCssProperty),
  };
}

const oneLine = (text = '') => text.replace(/\s+/g, ' ').trim() || undefined;

/** `name - description`; without a name, the default slot. */
function named(text: string): { readonly name: string; readonly description: string | undefined } {
  const [name = '', description] = text.split(/(?:^|\s)- /);
  return { name: name.trim(), description: oneLine(description) };
}

function readEvent(text: string): object {
  const [, type = 'CustomEvent', rest = ''] = /^(?:\{(.*?)\} )?(.*)$/.exec(text) ?? [];
  return { ...named(rest), type: { text: type } };
}

function readCssProperty(text: string): object {
  const [, name, value, description] = /^\[(--[\w-]+)=(.*?)\] - (.*)$/.exec(text) ?? [];
  return name ? { name, default: value, description } : named(text);
}
