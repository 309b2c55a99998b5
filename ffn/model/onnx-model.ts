import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { toXyz, zyx } from '../../datasets/geometry/index.ts';
import { assertWeightsFit, type ConvLayer, type ConvStack3DConfig, listLayers } from './conv-stack-3d.ts';
import type { FfnModel } from './ffn-model.ts';
import { parseModelTexts } from './ffn-model.ts';
import { fromChannelsFirst, layerOperators } from './onnx.ts';
import { decodeOnnx, type OnnxModel, type OnnxNode, type OnnxTensor } from './onnx-read.ts';
import { formatShape, type WeightTensor } from './weights.ts';

/**
 * Takes a ConvStack3D out of an ONNX model: ours, or another tool's with the same graph (Concat, then Conv, Relu and Add
 * as in the published network; inputs image and seed, [batch, 1, z, y, x]).
 * @param modelArgs gives fov_size and deltas where the file does not say them.
 * @throws UnsupportedError for another graph; InvalidDataError where sizes disagree; CorruptDataError where it is no ONNX.
 */
export function decodeOnnxModel(bytes: Uint8Array, subject: string, fallback?: ConvStack3DConfig): FfnModel {
  const model = decodeOnnx(bytes, subject);
  const { config, metadata } = readArchitecture(model, subject, fallback);
  const layers = listLayers(config);
  const got = model.nodes.map(({ operator }) => operator);
  const expected = layerOperators(layers);
  if (got.join() !== expected.join()) {
    throw new UnsupportedError({
      subject,
      expected: `the graph of a ConvStack3D of depth ${config.depth}: ${expected.join(' ')}`,
      got: got.length > 40 ? `${got.slice(0, 40).join(' ')} …` : got.join(' '),
    });
  }
  const convolutions = model.nodes.filter(({ operator }) => operator === 'Conv');
  const byName = new Map(model.initializers.map((tensor) => [tensor.name, tensor]));
  const weights = new Map<string, WeightTensor>();
  for (const [i, layer] of layers.entries()) {
    const node = convolutions[i] as OnnxNode;
    checkConvolution(node, layer, `${subject}, ${layer.name}`);
    const kernel = floatsOf(byName.get(node.inputs[1] ?? ''), `${subject}, weights of ${layer.name}`);
    weights.set(`${layer.name}/weights`, fromChannelsFirst(kernel));
    weights.set(
      `${layer.name}/biases`,
      floatsOf(byName.get(node.inputs[2] ?? ''), `${subject}, bias of ${layer.name}`),
    );
  }
  assertWeightsFit(config, weights);
  return { config, weights, metadata };
}

function readArchitecture(
  model: OnnxModel,
  subject: string,
  fallback: ConvStack3DConfig | undefined,
): Pick<FfnModel, 'config' | 'metadata'> {
  const image = model.inputs.find(({ name }) => name === 'image') ?? model.inputs[0];
  const [, , z = 0, y = 0, x = 0] = image?.shape ?? [];
  const said =
    model.metadata['model_args'] === undefined ? undefined : parseModelTexts(model.metadata, subject);
  const config = said?.config ?? fallback;
  if (!config) {
    throw new InvalidDataError({
      subject,
      expected: 'the metadata model_args',
      got: 'none',
      cure: 'Give --model-args with depth, features, fov_size and deltas',
    });
  }
  const fov = toXyz(zyx(z, y, x));
  if (fov.some((n, axis) => n > 0 && n !== config.fovSize[axis as 0 | 1 | 2])) {
    const expected = `fov_size [${config.fovSize}], as its model_args say`;
    throw new InvalidDataError({ subject: `${subject}, input`, expected, got: `[${fov}]` });
  }
  return { config, metadata: said?.metadata ?? {} };
}

/** Other strides or paddings would be another network. */
function checkConvolution(node: OnnxNode, { kernelSize }: ConvLayer, subject: string): void {
  const { strides = [1], dilations = [1], group = [1], pads } = node.integers;
  const pad = (kernelSize - 1) / 2;
  const plain = [...strides, ...dilations, ...group].every((n) => n === 1);
  if (plain && (pads ?? [0]).every((n) => n === pad)) return;
  throw new UnsupportedError({
    subject,
    expected: `stride 1 and padding ${pad} on every side`,
    got: JSON.stringify(node.integers),
  });
}

function floatsOf(tensor: OnnxTensor | undefined, subject: string): WeightTensor {
  if (tensor?.data) return { shape: tensor.shape, data: tensor.data };
  const got = tensor ? `${formatShape(tensor.shape)} of another type` : 'none';
  throw new UnsupportedError({ subject, expected: 'a float32 initializer', got });
}
