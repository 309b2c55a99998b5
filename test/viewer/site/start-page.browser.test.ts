import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { catalog } from '../../../datasets/catalog/index.ts';
import { parseLink, readState } from '../../../datasets/links/index.ts';
import { startPage } from '../../../viewer/site/start-page.ts';

afterEach(() => document.body.replaceChildren());

test('every dataset with a volume is a link to a state that names its volumes', () => {
  const entries = catalog().filter(({ parts }) => parts.some(({ kind }) => kind === 'volume'));
  assert.ok(entries.length >= 3);
  const page = startPage(
    catalog(),
    () => undefined,
    () => undefined,
  );
  const links = [...page.querySelectorAll<HTMLAnchorElement>('article > a')];
  assert.deepEqual(
    links.map(({ textContent }) => textContent),
    entries.map(({ title }) => title),
  );
  const fib25 = entries.findIndex(({ name }) => name === 'fib25');
  const link = parseLink(links[fib25]?.getAttribute('href') ?? '');
  assert.equal(link.kind, 'state');
  const { state, warnings } = readState(link.kind === 'state' ? link.state : {});
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    state.layers?.map(({ type, name, source }) => [type, name, source?.[0]?.url]),
    [
      ['image', 'image', 'precomputed://gs://neuroglancer-public-data/flyem_fib-25/image'],
      [
        'segmentation',
        'ground_truth',
        'precomputed://gs://neuroglancer-public-data/flyem_fib-25/ground_truth',
      ],
    ],
  );
});

test('a link that is typed is opened as it is, a source as an image; addresses of scripts are no links', () => {
  const opened: string[] = [];
  const [first] = catalog();
  assert.ok(first);
  const page = startPage(
    [{ ...first, homepage: 'javascript:alert(1)' }],
    (link) => opened.push(link),
    () => undefined,
  );
  document.body.append(page);
  const field = page.querySelector('input') as HTMLInputElement;
  const submit = (text: string) => {
    field.value = text;
    page.querySelector('form')?.requestSubmit();
  };
  submit(' https://neuroglancer-demo.appspot.com/#!{} ');
  submit('precomputed://https://host/em');
  submit('  ');
  assert.equal(opened.length, 2);
  assert.equal(opened[0], 'https://neuroglancer-demo.appspot.com/#!{}');
  const link = parseLink(opened[1] as string);
  assert.deepEqual(link.kind === 'state' && link.state['layers'], [
    { type: 'image', name: 'data', source: 'precomputed://https://host/em' },
  ]);
  assert.equal(page.querySelector('a[href^="javascript"]'), null);
});
