import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CatalogEntry, catalog, findDataset } from '../../../datasets/catalog/index.ts';
import { FAFB, FLYEM_FIB25, KASTHURI_2011 } from '../../fixtures/links/readme-links.ts';

const volumes = (entry: CatalogEntry) =>
  entry.parts.flatMap((part) =>
    part.kind === 'volume' ? [[part.name, part.type, ...part.resolutionNm]] : [],
  );

test('the datasets of the plan, with their volumes, voxels in nanometres, and licences', () => {
  const facts = Object.fromEntries(
    catalog().map((entry) => [entry.name, [entry.licence.name, volumes(entry)]]),
  );
  assert.deepEqual(facts, {
    kasthuri2011: [
      'ODC-By-1.0',
      [
        ['image', 'image', 6, 6, 30],
        ['image_color_corrected', 'image', 6, 6, 30],
        ['ground_truth', 'segmentation', 6, 6, 30],
      ],
    ],
    fib25: [
      'ODC-By-1.0',
      [
        ['image', 'image', 8, 8, 8],
        ['ground_truth', 'segmentation', 8, 8, 8],
      ],
    ],
    'fafb-v14': [
      'CC-BY-NC-4.0',
      [
        ['orig', 'image', 4, 4, 40],
        ['clahe', 'image', 4, 4, 40],
      ],
    ],
    'fib25-training': ['CC-BY-4.0', []],
    'fib25-sample': ['CC-BY-4.0 and Apache-2.0', []],
  });
});

test('every source of Neuroglancer’s example links is in the catalogue', () => {
  const urls = catalog().flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'files' ? part.files.map(({ url }) => url) : [part.url])),
  );
  const text = [KASTHURI_2011, FLYEM_FIB25, FAFB].map(decodeURIComponent).join('\n');
  const linked = [...text.matchAll(/(?:precomputed|vtk):\/\/((?:gs|https):\/\/[^"'\s]+)/g)].map(
    ([, url]) => url,
  );
  assert.equal(linked.length, 9);
  for (const url of linked) assert.ok(urls.includes(url!), url);
});

test('files: ranges are written out, checksums go with their files', () => {
  const files = (name: string, part: string) => {
    const found = findDataset(name).parts.find((p) => p.name === part);
    return found?.kind === 'files' ? found.files : [];
  };
  const sample = files('fib25-sample', 'sample');
  assert.equal(sample.length, 255);
  assert.ok(sample.every(({ sha256 }) => sha256?.length === 64));
  assert.equal(sample[0]?.path, 'grayscale_maps/iso.2600.png');
  assert.match(
    sample[249]?.url ?? '',
    /neuroproof_examples\/[0-9a-f]{40}\/training_sample2\/grayscale_maps\/iso\.2849\.png$/,
  );
  const coordinates = files('fib25-training', 'coordinates');
  assert.equal(coordinates.length, 25);
  assert.match(
    coordinates[24]!.url,
    /^gs:\/\/ffn-flyem-fib25\/validation_sample\/.*_coords-00024-of-00025\.gz$/,
  );
});

test('a name that is not there is told with those that are', () => {
  assert.throws(() => findDataset('cremi'), {
    tag: 'usage',
    message: /one of kasthuri2011, fib25, fafb-v14/,
  });
});
