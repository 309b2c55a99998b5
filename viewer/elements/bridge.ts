/** What a page of another origin may ask of a viewer by messages; loaded where `allow-origins` names one. */
import { UsageError } from '../../datasets/errors.ts';
import type { FloodlightEvents } from './events.ts';
import { asOurs } from './session-element.ts';
import type { StatefulElement } from './stateful-element.ts';

/** Of the messages: other versions are refused by name. */
export const BRIDGE_VERSION = 1;

type Call = (viewer: StatefulElement, args: readonly never[]) => unknown;

/** What may be called. */
const METHODS: Readonly<Record<string, Call>> = {
  getState: (viewer) => viewer.state,
  setState: (viewer, [state]) => viewer.openLink(JSON.stringify(state)),
  openLink: (viewer, [link]) => viewer.openLink(link),
  goTo: (viewer, [target, options]) => viewer.goTo(target, options),
  link: (viewer, [base]) => viewer.link(base),
  select: (viewer, [segments, layer]) => viewer.select(segments, layer),
  goToSegment: (viewer, [segment, layer]) => viewer.goToSegment(segment, layer),
  addLayer: (viewer, [layer]) => viewer.addLayer(layer),
  removeLayer: (viewer, [name]) => viewer.removeLayer(name),
  valuesAt: (viewer, [position]) => viewer.valuesAt(position),
  snapshot: (viewer) => viewer.snapshot(),
  undo: (viewer) => viewer.undo(),
  redo: (viewer) => viewer.redo(),
};

/** What a page may listen to, by names without `floodlight-`. */
const EVENTS = [
  'load',
  'idle',
  'error',
  'position-change',
  'selection-change',
  'state-change',
  'pick',
] as const;

/** @param origins exact ones. @param signal ends it. */
export function openBridge(viewer: StatefulElement, origins: readonly string[], signal: AbortSignal): void {
  if (signal.aborted) return;
  const told = new Set<string>();
  window.addEventListener(
    'message',
    ({ data, origin, source }) => {
      if (!isMessage(data) || (data.viewer !== undefined && data.viewer !== viewer.id)) return;
      if (!origins.includes(origin)) return refuse(origin, told);
      const reply = (answer: object) =>
        source?.postMessage({ floodlight: BRIDGE_VERSION, id: data.id, ...answer }, { targetOrigin: origin });
      void answerTo(viewer, data, { reply, signal }).then(
        (result) => reply({ result }),
        (error: unknown) => {
          const { tag, message, cure } = asOurs(error);
          reply({ error: { tag, message, cure } });
        },
      );
    },
    { signal },
  );
  sayReady(origins);
}

interface Message {
  readonly floodlight: unknown;
  readonly id?: unknown;
  readonly viewer?: unknown;
  readonly method?: unknown;
  readonly args?: unknown;
}

const isMessage = (data: unknown): data is Message =>
  typeof data === 'object' && data !== null && 'floodlight' in data && 'method' in data;

interface Talk {
  reply(answer: object): void;
  readonly signal: AbortSignal;
}

async function answerTo(viewer: StatefulElement, message: Message, talk: Talk): Promise<unknown> {
  const { floodlight, method, args = [] } = message;
  const wrong = (subject: string, expected: string, got: unknown) =>
    new UsageError({ subject: `message ${subject}`, expected, got: JSON.stringify(got) ?? String(got) });
  if (floodlight !== BRIDGE_VERSION) throw wrong('floodlight', `version ${BRIDGE_VERSION}`, floodlight);
  if (!Array.isArray(args)) throw wrong('args', 'an array', args);
  if (method === 'subscribe') return subscribe(viewer, args, talk, wrong);
  const call = typeof method === 'string' && Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!call) throw wrong('method', [...Object.keys(METHODS), 'subscribe'].join(', '), method);
  return call(viewer, args as never[]);
}

function subscribe(
  viewer: StatefulElement,
  names: readonly unknown[],
  { reply, signal }: Talk,
  wrong: (subject: string, expected: string, got: unknown) => UsageError,
): readonly unknown[] {
  const unknown = names.find((name) => !EVENTS.includes(name as 'load'));
  if (unknown !== undefined) throw wrong('args', `some of ${EVENTS.join(', ')}`, unknown);
  for (const name of new Set(names as (typeof EVENTS)[number][]))
    viewer.addEventListener(
      `floodlight-${name}` satisfies keyof FloodlightEvents,
      (event) => reply({ id: undefined, event: name, detail: plain((event as CustomEvent).detail) }),
      { signal },
    );
  return names;
}

/** Errors as data: messages keep no class. */
const plain = (detail: unknown): unknown =>
  detail instanceof Error ? { tag: asOurs(detail).tag, message: detail.message } : detail;

/** Foreign origins get no answer, not even that there is somebody; the page's author is told once. */
function refuse(origin: string, told: Set<string>): void {
  if (told.has(origin) || told.size > 9) return;
  told.add(origin);
  // biome-ignore lint/suspicious/noConsole: the page's author has no other place to read it
  console.warn(
    `floodlight-viewer: a message from ${origin} was refused. allow-origins lists those that may ask.`,
  );
}

/** A frame tells the page around it, where that is allowed, that messages are read from now on. */
function sayReady(origins: readonly string[]): void {
  const parent = document.referrer === '' ? '' : new URL(document.referrer).origin;
  if (window.parent === window || !origins.includes(parent)) return;
  window.parent.postMessage({ floodlight: BRIDGE_VERSION, event: 'ready' }, parent);
}
