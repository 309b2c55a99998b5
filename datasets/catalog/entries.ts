import { UsageError } from '../errors.ts';
import type { CatalogEntry } from './catalog.ts';
import fafb from './manifests/fafb-v14.json' with { type: 'json' };
import fib25 from './manifests/fib25.json' with { type: 'json' };
import fib25Sample from './manifests/fib25-sample.json' with { type: 'json' };
import fib25Training from './manifests/fib25-training.json' with { type: 'json' };
import kasthuri from './manifests/kasthuri2011.json' with { type: 'json' };
import { parseManifest } from './parse-manifest.ts';

const MANIFESTS: readonly (readonly [file: string, json: unknown])[] = [
  ['kasthuri2011.json', kasthuri],
  ['fib25.json', fib25],
  ['fafb-v14.json', fafb],
  ['fib25-training.json', fib25Training],
  ['fib25-sample.json', fib25Sample],
];

/** The public datasets that the program knows, each parsed as if it came from outside. */
export const catalog = (): readonly CatalogEntry[] =>
  MANIFESTS.map(([file, json]) => parseManifest(json, `catalog/manifests/${file}`));

/** @throws UsageError naming those that there are. */
export function findDataset(name: string): CatalogEntry {
  const entries = catalog();
  const entry = entries.find((e) => e.name === name);
  if (entry) return entry;
  const expected = `one of ${entries.map((e) => e.name).join(', ')}, or a manifest's path`;
  throw new UsageError({ subject: name, expected, got: 'no such dataset', cure: 'floodlight fetch --list' });
}
