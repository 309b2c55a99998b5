import type { Zyx } from '../../datasets/geometry/index.ts';
import { toZyx } from '../../datasets/geometry/index.ts';
import {
  type ConvStack3DConfig,
  cutPlanes,
  encodeOnnx,
  encodeTiledOnnx,
  featureList,
  packedShapes,
  packPlanes,
  unpackPlanes,
  type Weights,
} from '../model/index.ts';

interface Feed {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A network as onnxruntime runs it, and how its arrays go in and come out. */
export interface CpuGraph {
  /** A ModelProto. */
  readonly model: Uint8Array;
  /** @param image and seed: [batch, z, y, x]. @returns the model's inputs. */
  feeds(image: Float32Array, seed: Float32Array, batch: number): Readonly<Record<string, Feed>>;
  /** @param output gives the model's outputs by name. @returns [batch, z, y, x] logits; `seed` is what went in. */
  logits(output: (name: string) => Float32Array, seed: Float32Array, batch: number): Float32Array;
}

/** The blocked kernels take this many channels at once; others would be turned to and fro between two layouts. */
const CHANNEL_BLOCK = 16;

/** Whether the tiled graph is the faster one; on processors other than x64 nobody has measured it. */
export const suitsTiles = (config: ConvStack3DConfig, architecture: string): boolean =>
  architecture === 'x64' && featureList(config).every((features) => features % CHANNEL_BLOCK === 0);

/** The model of `encodeOnnx`, three-dimensional convolutions. */
export function plainGraph(config: ConvStack3DConfig, weights: Weights): CpuGraph {
  const size: Zyx = toZyx(config.fovSize);
  return {
    model: encodeOnnx(config, weights),
    feeds: (image, seed, batch) => {
      const shape = [batch, 1, ...size];
      return { image: { data: image, shape }, seed: { data: seed, shape } };
    },
    logits: (output) => output('logits'),
  };
}

/** The model of `encodeTiledOnnx`. */
export function tiledGraph(config: ConvStack3DConfig, weights: Weights): CpuGraph {
  const plan = cutPlanes(toZyx(config.fovSize));
  const shapes = Object.entries(packedShapes(plan));
  const names = (of: string, count: number) => Array.from({ length: count }, (_, k) => `${of}${k}`);
  const [lanes, rest] = [names('lane', plan.tiles > 0 ? 4 : 0), names('rest', plan.rest)];
  return {
    model: encodeTiledOnnx(config, weights),
    feeds: (image, seed, batch) => {
      const packed = packPlanes(plan, image, seed, batch);
      return Object.fromEntries(
        shapes.map(([name, shape]) => [
          name,
          { data: packed[name as keyof typeof packed], shape: [batch, ...shape] },
        ]),
      );
    },
    logits: (output, seed, batch) => {
      const logits = unpackPlanes(plan, lanes.map(output), rest.map(output), batch);
      // Float32 sums, as the plain model's.
      for (let i = 0; i < logits.length; i++) logits[i]! += seed[i]!;
      return logits;
    },
  };
}
