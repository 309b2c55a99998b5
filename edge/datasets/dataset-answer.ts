import type { Answer, EdgeRequest } from '../exchange.ts';
import { answerObject } from '../object-answer.ts';
import type { ObjectStore } from '../object-store.ts';
import { errorAnswer } from '../plain-answers.ts';
import type { DatasetRoute } from '../route.ts';
import { createLayouts, createWholeStore } from '../whole/index.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';

interface Views {
  readonly catalogue: Catalogue;
  /** The same store without shards. */
  readonly whole: ObjectStore;
}

/** What is kept between requests, by store: it goes when the store goes. */
const VIEWS = new WeakMap<ObjectStore, Views>();

/** Files of a version never change; files under a bare name may. */
const KEEP_VERSION_MS = Number.POSITIVE_INFINITY;
const KEEP_FOLDER_MS = 5000;

function viewsOf(store: ObjectStore): Views {
  const known = VIEWS.get(store);
  if (known) return known;
  const keepMs = (folder: string) => (/^[^/]*@/.test(folder) ? KEEP_VERSION_MS : KEEP_FOLDER_MS);
  const whole = createWholeStore(store, createLayouts(store, { keepMs }));
  const views = { catalogue: createCatalogue(store), whole };
  VIEWS.set(store, views);
  return views;
}

/**
 * Answers `/d/<name>[@<version>]/…`, the stored files, and `/u/…`, the same without shards. Files lie under
 * `<name>@<version>/`; a bare name is its current version, or a plain folder where the name was never published.
 * @throws what the store throws; CorruptDataError, InvalidDataError, TooLargeError for indices and infos that are wrong.
 */
export async function answerDataset(
  request: EdgeRequest,
  data: ObjectStore,
  route: DatasetRoute,
): Promise<Answer> {
  const { catalogue, whole } = viewsOf(data);
  const { name, version } = route;
  const current = version ?? (await catalogue.entry(name))?.version;
  const folder = current === undefined ? name : `${name}@${current}`;
  const answer = await answerObject(request, {
    store: route.view === 'whole' ? whole : data,
    space: 'data',
    key: `${folder}/${route.key}`,
    lifetime: version === undefined ? 'alias' : 'immutable',
  });
  if (answer.status !== 404 || current === undefined) return answer;
  const { versions = [], withdrawn = [] } = (await catalogue.entry(name)) ?? {};
  const status = withdrawn.includes(current) ? 410 : 404;
  if (version === undefined) return status === 410 ? errorAnswer(410) : answer;
  // A version that was published whole lacks what it lacks for good: sparse volumes ask for much that is not there.
  return versions.includes(version)
    ? errorAnswer(status, { 'Cache-Control': 'public, max-age=86400' })
    : answer;
}
