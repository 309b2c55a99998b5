/** What the slice must show, whatever it ran on. Each check is a test of its own in the suites that call it. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoSummary } from '../../converters/demo/index.ts';
import { boxSize, volumeOf, type Xyz } from '../../datasets/geometry/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { assertSameSamples } from '../datasets/support/blocks.ts';
import { assertClosed, joinLevel, volumeOfLevel } from '../datasets/support/multires-facts.ts';
import { readMultiresByNeuroglancer } from '../datasets/support/neuroglancer-multires.ts';
import { readChunksByNeuroglancer, readFfnLabels } from './demo-run.ts';
import { compareSlice, countMeshPixels, shootPage } from './page-pixels.ts';
import { serveFolder } from './program.ts';

/**
 * Label chunks hold the voxels that inference wrote, as Neuroglancer's npm package decodes them; the image's one raw chunk is
 * the box's bytes, x fastest, as its format says.
 * @param grey [z, y, x] image of the box, not read by our reader of chunks.
 */
export async function checkChunks(summary: DemoSummary, grey: Uint8Array): Promise<void> {
  const { labels } = await readFfnLabels(summary);
  assertSameSamples(await readChunksByNeuroglancer(summary), labels);
  const root = join(summary.folder, 'image');
  const info = JSON.parse(await readFile(join(root, 'info'), 'utf8')) as {
    scales: { key: string; encoding: string }[];
  };
  assert.deepEqual(
    info.scales.map(({ encoding }) => encoding),
    ['raw'],
  );
  const { begin, end } = summary.box;
  const name = [0, 1, 2].map((axis) => `${begin[axis]}-${end[axis]}`).join('_');
  assert.deepEqual(await readdir(join(root, info.scales[0]!.key)), [name]);
  assertSameSamples(new Uint8Array(await readFile(join(root, info.scales[0]!.key, name))), grey);
}

/** One closed, outward mesh for each object, as large as its voxels, by Neuroglancer's decoder. */
export async function checkMeshes(summary: DemoSummary, voxelSizeNm: Xyz): Promise<void> {
  const store = createFileStore(join(summary.folder, 'segmentation'));
  const { labels } = await readFfnLabels(summary);
  for (const id of summary.objects) {
    const mesh = await readMultiresByNeuroglancer(store, 'mesh', BigInt(id));
    const finest = joinLevel(mesh, 0, 16);
    assertClosed(finest, `mesh ${id}`);
    const voxels = labels.reduce((count, label) => count + (label === Number(id) ? 1 : 0), 0);
    const ratio = volumeOfLevel(finest) / (voxels * volumeOf(voxelSizeNm));
    // A corner that marching cubes cuts off is a larger share of a small object.
    const least = voxels > 1000 ? 0.9 : 0.8;
    assert.ok(ratio > least && ratio < 1.1, `mesh ${id}: volume is ${ratio} of its ${voxels} voxels`);
  }
}

export interface PageChecks {
  /** [z, y, x] image of the box, read by the caller from its origin. */
  readonly grey: Uint8Array;
  readonly voxelSizeNm: Xyz;
  /** Where a picture of the page goes. */
  readonly picture?: string | undefined;
}

/** Serves the folder, opens its page in Chromium and holds its pixels against the data. */
export async function checkPage(
  summary: DemoSummary,
  { grey, voxelSizeNm, picture }: PageChecks,
): Promise<string[]> {
  const { labels } = await readFfnLabels(summary);
  const size = boxSize(summary.box);
  const [x0, y0, z0] = summary.box.begin;
  const at = (x: number, y: number, z: number) => {
    const i = x - x0 + size[0] * (y - y0 + size[1] * (z - z0));
    return [grey[i]!, labels[i]!] as const;
  };
  const served = await serveFolder(summary.folder);
  const told: string[] = [];
  try {
    const response = await fetch(new URL('data/segmentation/info', served.url), {
      headers: { Origin: 'https://x.test' },
    });
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    const shot = await shootPage(served.url);
    if (picture) await writeFile(picture, shot.png);
    assert.deepEqual(shot.errors, []);
    for (const panel of ['xy', 'xz', 'yz'] as const) {
      const { compared, labelled, largest, covered, wrong } = compareSlice(
        panel,
        shot,
        { box: summary.box, objects: summary.objects, voxelSizeNm },
        at,
      );
      told.push(
        `${panel}: ${compared} voxels compared, ${labelled} of them labelled, largest difference ${largest} of 255, ${covered} under lines of skeletons`,
      );
      assert.ok(compared > 2000, `${panel}: only ${compared} voxels compared`);
      // Where the lines of two objects cross, the colour is that of neither.
      assert.ok(wrong <= 2, `${panel}: ${wrong} of ${compared} voxels are wrong`);
      assert.ok(covered < compared / 20, `${panel}: ${covered} of ${compared} voxels differ`);
    }
    const seen = summary.objects.map((id) => countMeshPixels(shot, BigInt(id)));
    told.push(`3d: pixels of each mesh: ${seen.join(', ')}`);
    assert.ok(seen.filter((count) => count > 50).length >= 2, `3d: meshes seen: ${seen.join(', ')}`);
  } finally {
    assert.equal(await served.stop(), 0, 'serve ends with 0 after Ctrl-C');
  }
  return told;
}
