/**
 * Writes a network as an ONNX model, for onnxruntime and every other tool that reads ONNX.
 * Source: onnx/onnx.proto (field numbers), ONNX operators Concat, Conv, Relu, Add of opset 17.
 */
import { toZyx } from '../../datasets/geometry/index.ts';
import { assertWeightsFit, type ConvLayer, type ConvStack3DConfig, listLayers } from './conv-stack-3d.ts';
import { attributeInts, message, modelProto, node, tensor, valueInfo } from './onnx-messages.ts';
import type { Weights, WeightTensor } from './weights.ts';

/**
 * @param weights checked against `config`.
 * @param metadata texts that travel with it.
 * @returns a ModelProto. Inputs `image`, `seed` and output `logits` (seed + update): [batch, 1, z, y, x] float32,
 *   `batch` free. Convolutions are NCDHW, so weights are turned from [kz,ky,kx,in,out] to [out,in,kz,ky,kx].
 * @throws InvalidDataError where weights do not fit.
 */
export function encodeOnnx(
  config: ConvStack3DConfig,
  weights: Weights,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  assertWeightsFit(config, weights);
  const shape = ['batch', 1, ...toZyx(config.fovSize)];
  const layers = listLayers(config);
  const graph = message((w) => {
    for (const bytes of graphNodes(layers)) w.uint32(0x0a).bytes(bytes); // node = 1
    w.uint32(0x12).string('conv_stack_3d'); // name = 2
    for (const bytes of initializers(layers, weights)) w.uint32(0x2a).bytes(bytes); // initializer = 5
    w.uint32(0x5a).bytes(valueInfo('image', shape)); // input = 11
    w.uint32(0x5a).bytes(valueInfo('seed', shape));
    w.uint32(0x62).bytes(valueInfo('logits', shape)); // output = 12
  });
  return modelProto(graph, metadata);
}

/** The network's calculation: each operator's output is named after its layer. */
function graphNodes(layers: readonly ConvLayer[]): Uint8Array[] {
  const nodes = [node('Concat', ['image', 'seed'], 'input', [attributeInts('axis', 1)])];
  let value = 'input';
  let kept = '';
  const apply = (operator: string, inputs: string[], output: string, attributes: Uint8Array[] = []) => {
    nodes.push(node(operator, inputs, output, attributes));
    value = output;
  };
  for (const layer of layers) {
    const { name } = layer;
    if (layer.beginsModule) kept = value;
    if (layer.reluBefore) apply('Relu', [value], `${name}/before`);
    apply('Conv', [value, `${name}/weights`, `${name}/biases`], `${name}/linear`, convAttributes(layer));
    if (layer.reluAfter) apply('Relu', [value], `${name}/after`);
    if (layer.endsModule) apply('Add', [value, kept], `${name}/sum`);
  }
  apply('Add', ['seed', value], 'logits');
  return nodes;
}

/** The operators of a network in the order in which they stand in a graph. */
export function layerOperators(layers: readonly ConvLayer[]): string[] {
  const operators = layers.flatMap(({ reluBefore, reluAfter, endsModule }) => [
    ...(reluBefore ? ['Relu'] : []),
    'Conv',
    ...(reluAfter ? ['Relu'] : []),
    ...(endsModule ? ['Add'] : []),
  ]);
  return ['Concat', ...operators, 'Add'];
}

function convAttributes({ kernelSize }: ConvLayer): Uint8Array[] {
  const pad = (kernelSize - 1) / 2;
  return [
    attributeInts('kernel_shape', [kernelSize, kernelSize, kernelSize]),
    attributeInts('pads', Array<number>(6).fill(pad)),
  ];
}

function initializers(layers: readonly ConvLayer[], weights: Weights): Uint8Array[] {
  return layers.flatMap(({ name }) => {
    const [kernel, biases] = [`${name}/weights`, `${name}/biases`];
    return [tensor(kernel, toChannelsFirst(weights.get(kernel)!)), tensor(biases, weights.get(biases)!)];
  });
}

/** [kz, ky, kx, in, out] to [out, in, kz, ky, kx]. */
export function toChannelsFirst({ shape, data }: WeightTensor): WeightTensor {
  const [kz, ky, kx, inChannels, outChannels] = shape;
  const taps = kz * ky * kx;
  const turned = new Float32Array(data.length);
  let from = 0;
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < inChannels; i++) {
      for (let o = 0; o < outChannels; o++) turned[(o * inChannels + i) * taps + tap] = data[from++];
    }
  }
  return { shape: [outChannels, inChannels, kz, ky, kx], data: turned };
}

/** [out, in, kz, ky, kx] to [kz, ky, kx, in, out]. */
export function fromChannelsFirst({ shape, data }: WeightTensor): WeightTensor {
  const [outChannels = 0, inChannels = 0, kz = 0, ky = 0, kx = 0] = shape;
  const taps = kz * ky * kx;
  const turned = new Float32Array(data.length);
  let to = 0;
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < inChannels; i++) {
      for (let o = 0; o < outChannels; o++) turned[to++] = data[(o * inChannels + i) * taps + tap];
    }
  }
  return { shape: [kz, ky, kx, inChannels, outChannels], data: turned };
}
