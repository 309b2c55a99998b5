/** A finished demo in a scratch folder, and what it wrote, read back by means other than the program's own. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { DemoSummary } from '../../converters/demo/index.ts';
import { boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import { decodeByNeuroglancer } from '../datasets/support/neuroglancer.ts';
import { runFloodlight } from './program.ts';

/** Runs `floodlight demo --once` into a folder. @throws with the program's own words where it fails. */
export async function runDemoOnce(out: string, ...flags: string[]): Promise<DemoSummary> {
  const { code, stdout, stderr } = await runFloodlight('demo', '--once', '--json', '--out', out, ...flags);
  if (code !== 0) throw new Error(`demo: expected exit status 0, got ${code}: ${stderr}`);
  return JSON.parse(stdout) as DemoSummary;
}

/** @returns the labels that segmentation wrote, [z, y, x], and the SHA-256 of their bytes. */
export async function readFfnLabels({
  folder,
  box,
}: DemoSummary): Promise<{ labels: Uint8Array; sha256: string }> {
  const [x, y, z] = box.begin;
  const file = await readFile(join(folder, `ffn/${x}/${y}/seg-${x}_${y}_${z}.npz`));
  const member = unzipSync(new Uint8Array(file))['segmentation.npy'];
  if (!member) throw new Error('seg npz: expected a member segmentation.npy, got none');
  // NPY version 1: ten bytes, the header's length in the last two of them. Few objects fit into uint8.
  const header = new TextDecoder().decode(member.subarray(10, 10 + member[8]! + 256 * member[9]!));
  if (!header.includes("'|u1'") || !header.includes("'fortran_order': False"))
    throw new Error(`npy: ${header}`);
  const labels = member.subarray(10 + header.length);
  return { labels, sha256: createHash('sha256').update(labels).digest('hex') };
}

/**
 * Decodes every stored chunk of the segmentation with Neuroglancer's own decoder.
 * @returns [z, y, x] labels of the box, for ids below 256.
 */
export async function readChunksByNeuroglancer({ folder, box }: DemoSummary): Promise<Uint8Array> {
  const root = join(folder, 'segmentation');
  const info = JSON.parse(await readFile(join(root, 'info'), 'utf8')) as {
    data_type: string;
    scales: { key: string; encoding: string; compressed_segmentation_block_size: Xyz }[];
  };
  const [scale] = info.scales;
  if (info.data_type !== 'uint64' || scale?.encoding !== 'compressed_segmentation')
    throw new Error('unexpected info');
  const size = boxSize(box);
  const labels = new Uint8Array(size[0] * size[1] * size[2]).fill(255);
  for (const name of await readdir(join(root, scale.key))) {
    const bounds = name.split('_').map((range) => range.split('-').map(Number)) as [number, number][];
    const chunkSize = bounds.map(([begin, end]) => end - begin) as unknown as Xyz;
    const out = new BigUint64Array(chunkSize[0] * chunkSize[1] * chunkSize[2]);
    const bytes = new Uint8Array(await readFile(join(root, scale.key, name)));
    decodeByNeuroglancer(bytes, out, chunkSize, 1, scale.compressed_segmentation_block_size);
    const at = bounds.map(([begin], i) => begin - box.begin[i as 0 | 1 | 2]) as unknown as Xyz;
    out.forEach((label, i) => {
      const x = at[0] + (i % chunkSize[0]);
      const y = at[1] + (Math.floor(i / chunkSize[0]) % chunkSize[1]);
      const z = at[2] + Math.floor(i / (chunkSize[0] * chunkSize[1]));
      labels[x + size[0] * (y + size[1] * z)] = Number(label);
    });
  }
  return labels;
}
