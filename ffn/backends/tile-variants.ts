/** What is tried on a GPU that has not been measured yet. */
import { isMatrixTile, type MatrixTile, type StackTile } from '../kernels/index.ts';
import { type ConvStack3DConfig, listLayers } from '../model/index.ts';

/** Cuts of the same kernels in the same precision as `first`, which is the first of them. */
export function variantsOf(config: ConvStack3DConfig, first: StackTile): [StackTile, ...StackTile[]] {
  const all = isMatrixTile(first) ? matrixVariants(first) : plainVariants(config, first.isHalf);
  return [first, ...all.filter((tile) => !isSame(tile, first))];
}

const isSame = (a: StackTile, b: StackTile): boolean =>
  Object.entries(a).every(([name, value]) => b[name as keyof StackTile] === value);

/** Positions of a subgroup and subgroups of a workgroup. */
function matrixVariants({ isSplit }: MatrixTile): MatrixTile[] {
  return [1, 2, 4].flatMap((tiles) => [1, 2, 4].map((subgroups) => ({ tiles, subgroups, isSplit })));
}

/** Positions and output quads that fit into the registers of most adapters, and workgroups of the sizes they like. */
function plainVariants(config: ConvStack3DConfig, isHalf = false): StackTile[] {
  const quads = listLayers(config)
    .slice(0, -1)
    .map(({ outChannels }) => Math.ceil(outChannels / 4));
  const tiles: StackTile[] = [];
  for (const outQuads of [1, 2, 4]) {
    // Layers whose channels it does not divide would take another tile.
    if (outQuads > 1 && !quads.every((n) => n % outQuads === 0)) continue;
    for (const positions of [4, 8, 16]) {
      if (positions * outQuads > 32) continue;
      for (const threads of [32, 64, 128])
        tiles.push({ positions, outQuads, threads, ...(isHalf && { isHalf }) });
    }
  }
  return tiles;
}
