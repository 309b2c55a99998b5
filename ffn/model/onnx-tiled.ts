/** Writes a network as an ONNX model that runs faster on a CPU than the plain one, for our own CPU backend alone. */
import type { Zyx } from '../../datasets/geometry/index.ts';
import { toZyx } from '../../datasets/geometry/index.ts';
import {
  assertWeightsFit,
  type ConvLayer,
  type ConvStack3DConfig,
  INPUT_CHANNELS,
  listLayers,
} from './conv-stack-3d.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { type Kernel, type Plane, PlaneOperators } from './onnx-planes.ts';
import { planeKernels, productInputs, productKernels, sumProducts } from './onnx-winograd.ts';
import { cutPlanes, type PlaneTiles, packedShapes, TILE_PLANES } from './plane-tiles.ts';
import type { Weights, WeightTensor } from './weights.ts';

/** Activations: the four lanes, or none, and the planes left over. */
interface Planes {
  readonly lanes: readonly Plane[];
  readonly rest: readonly Plane[];
}

interface Writer {
  readonly graph: OnnxGraph;
  readonly operators: PlaneOperators;
  readonly plan: PlaneTiles;
  /** Packed inputs. */
  readonly tiles: Plane | undefined;
  readonly rest: Plane | undefined;
  /** Gap rows, by channels. */
  readonly gaps: Map<number, Plane>;
}

/**
 * The network of `encodeOnnx` by two-dimensional convolutions, for which onnxruntime has direct kernels on blocked channels where it
 * unrolls three-dimensional ones into matrices; along z by Winograd's F(4,3), with half the multiplications (`onnx-winograd.ts`).
 * Rounding differs: the published network's logits by less than 1e-5.
 * @param weights checked against `config`.
 * @returns a ModelProto. Inputs `tiles` and `rest` of `packPlanes`, outputs `lane0` … `lane3` and `rest0` … of `unpackPlanes`: the update,
 *   without the seed; `batch` free. Names whose planes do not exist are left out.
 * @throws InvalidDataError where weights do not fit.
 */
export function encodeTiledOnnx(config: ConvStack3DConfig, weights: Weights): Uint8Array {
  assertWeightsFit(config, weights);
  const writer = beginGraph(toZyx(config.fovSize));
  const { operators, graph } = writer;
  let planes: Planes = { lanes: [], rest: [] };
  let kept = planes;
  for (const [i, layer] of listLayers(config).entries()) {
    const tensor = weights.get(`${layer.name}/weights`)!;
    const biases = graph.constant(`${layer.name}/biases`, () => weights.get(`${layer.name}/biases`)!);
    if (layer.beginsModule) kept = planes;
    const input = layer.reluBefore ? eachPlane(planes, operators.relu) : planes;
    if (i === 0) planes = firstLayer(writer, layer, tensor, biases);
    else if (layer.kernelSize === 1) planes = pointwise(writer, layer, { tensor, biases, input });
    else
      planes = convolve(writer, layer, { tensor, biases, input, kept: layer.endsModule ? kept : undefined });
    if (layer.reluAfter) planes = eachPlane(planes, operators.relu);
  }
  endGraph(writer, planes);
  return graph.encode('conv_stack_3d_tiled');
}

function beginGraph(size: Zyx): Writer {
  const plan = cutPlanes(size);
  const graph = new OnnxGraph();
  const shapes = packedShapes(plan);
  const input = (name: string, shape: readonly number[] | undefined): Plane | undefined =>
    shape && { name: graph.input(name, ['batch', ...shape]), channels: shape[0] ?? 0 };
  return {
    graph,
    plan,
    operators: new PlaneOperators(graph, plan),
    tiles: input('tiles', shapes.tiles),
    rest: input('rest', shapes.rest),
    gaps: new Map(),
  };
}

function endGraph({ graph, plan: { size, rows } }: Writer, { lanes, rest }: Planes): void {
  const [, y, x] = size;
  const put = (value: Plane, name: string, height: number) => {
    graph.apply('Identity', [value.name], [], name);
    graph.output(name, ['batch', value.channels, height, x]);
  };
  for (const [k, lane] of lanes.entries()) put(lane, `lane${k}`, rows);
  for (const [k, plane] of rest.entries()) put(plane, `rest${k}`, y);
}

const eachPlane = ({ lanes, rest }: Planes, apply: (plane: Plane) => Plane): Planes => ({
  lanes: lanes.map(apply),
  rest: rest.map(apply),
});

/** Few channels in: the planes lie beside each other as channels, and a kernel takes its own and passes over the others. */
function firstLayer(writer: Writer, layer: ConvLayer, tensor: WeightTensor, biases: string): Planes {
  const { operators, tiles, rest, plan } = writer;
  const kernel = (name: string, plane: number, channels: number): Kernel =>
    embed(`${layer.name}/${name}${plane}`, tensor, plane, channels);
  return {
    lanes: tiles
      ? Array.from({ length: TILE_PLANES }, (_, k) =>
          operators.convolve(tiles, kernel('lane', k, tiles.channels), {
            biases,
            sum: gapsOf(writer, tiles, layer.outChannels),
          }),
        )
      : [],
    rest: rest
      ? Array.from({ length: plan.rest }, (_, k) =>
          operators.convolve(rest, kernel('rest', k, rest.channels), { biases }),
        )
      : [],
  };
}

/** The kernel over channels 2 p + c that convolves planes p = `first`, `first` + 1, `first` + 2. */
function embed(name: string, { shape, data }: WeightTensor, first: number, channels: number): Kernel {
  const [depth = 0, height = 0, width = 0, , outChannels = 0] = shape;
  const taps = height * width;
  const embedded = new Float32Array(outChannels * channels * taps);
  let from = 0;
  for (let z = 0; z < depth; z++) {
    for (let tap = 0; tap < taps; tap++) {
      for (let c = 0; c < INPUT_CHANNELS; c++) {
        const channel = INPUT_CHANNELS * (first + z) + c;
        for (let o = 0; o < outChannels; o++, from++) {
          if (channel < channels) embedded[(o * channels + channel) * taps + tap] = data[from]!;
        }
      }
    }
  }
  return { name, shape: [outChannels, channels, height, width], data: embedded };
}

function gapsOf({ gaps, operators }: Writer, tiles: Plane, channels: number): Plane {
  const lane = gaps.get(channels) ?? operators.gaps(tiles, channels);
  gaps.set(channels, lane);
  return lane;
}

interface LayerInput {
  readonly tensor: WeightTensor;
  readonly biases: string;
  readonly input: Planes;
  /** Added to the output. */
  readonly kept?: Planes | undefined;
}

function pointwise({ operators }: Writer, layer: ConvLayer, { tensor, biases, input }: LayerInput): Planes {
  const [kernel] = planeKernels(layer.name, tensor) as [Kernel];
  return eachPlane(input, (plane) => operators.convolve(plane, kernel, { biases }));
}

function convolve(writer: Writer, layer: ConvLayer, { tensor, biases, input, kept }: LayerInput): Planes {
  const { operators, tiles } = writer;
  const { lanes, rest } = input;
  const sums = tiles && {
    biases,
    kept: kept?.lanes,
    gaps: kept ? undefined : gapsOf(writer, tiles, layer.outChannels),
  };
  return {
    lanes: sums
      ? sumProducts(
          operators,
          productInputs(operators, { lanes, after: rest[0] }),
          productKernels(layer.name, tensor),
          sums,
        )
      : [],
    rest: convolveRest(operators, layer, { tensor, biases, input, kept }),
  };
}

/** Too few planes for a tile: a product for each plane that is there. */
function convolveRest(
  operators: PlaneOperators,
  layer: ConvLayer,
  { tensor, biases, input, kept }: LayerInput,
) {
  const { lanes, rest } = input;
  if (rest.length === 0) return [];
  const [before, at, after] = planeKernels(layer.name, tensor) as [Kernel, Kernel, Kernel];
  const lastLane = lanes.at(-1);
  const beforeFirst = lastLane && operators.takeLast(lastLane);
  return rest.map((plane, k) => {
    let sum = kept?.rest[k];
    const [previous, next] = [rest[k - 1] ?? beforeFirst, rest[k + 1]];
    if (previous) sum = operators.convolve(previous, before, { sum });
    if (next) sum = operators.convolve(next, after, { sum });
    return operators.convolve(plane, at, { sum, biases });
  });
}
