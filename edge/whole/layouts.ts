import type { ObjectStore } from '../object-store.ts';
import { type Layout, readLayout } from './layout.ts';
import { createRecent } from './recent.ts';

/** What is known of the folders of a store. Only what has arrived is kept, never a read that is under way. */
export interface Layouts {
  /** @returns undefined where the folder has no `info`. */
  of(folder: string): Promise<Layout | undefined>;
  /** Length of all fragments of a mesh: kept, or found out. */
  fragmentBytes(mesh: string, find: () => Promise<number>): Promise<number>;
}

/** A layout of many scales holds up to 256 indices of 12 kB each. */
const MAX_LAYOUTS = 16;
const MAX_ABSENT = 1024;
const MAX_MESHES = 4096;

export interface LayoutsOptions {
  /** Kept for so long: for good in a version of a dataset, for seconds where files may change. */
  readonly keepMs: (folder: string) => number;
  /** Milliseconds. Default: the clock. */
  readonly now?: () => number;
}

export function createLayouts(store: ObjectStore, { keepMs, now = Date.now }: LayoutsOptions): Layouts {
  type Kept = { readonly layout: Layout | undefined; readonly untilMs: number };
  const present = createRecent<Kept>(MAX_LAYOUTS);
  const absent = createRecent<Kept>(MAX_ABSENT);
  const meshes = createRecent<number>(MAX_MESHES);
  return {
    async of(folder) {
      const kept = present.get(folder) ?? absent.get(folder);
      if (kept && kept.untilMs > now()) return kept.layout;
      const layout = await readLayout(store, folder);
      // What is absent may be on its way.
      const untilMs = now() + (layout ? keepMs(folder) : Math.min(ABSENT_MS, keepMs(folder)));
      (layout ? present : absent).set(folder, { layout, untilMs });
      return layout;
    },
    async fragmentBytes(mesh, find) {
      const known = meshes.get(mesh);
      if (known !== undefined) return known;
      const bytes = await find();
      meshes.set(mesh, bytes);
      return bytes;
    },
  };
}

const ABSENT_MS = 5000;
