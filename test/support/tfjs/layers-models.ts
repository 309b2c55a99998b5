/** Layers models with the signature of an FFN, built with TensorFlow.js's own layers. */
import { setBackend, tensor } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { toZyx, xyz } from '../../../datasets/geometry/index.ts';
import { type ConvStack3DConfig, listLayers, type Weights } from '../../../ffn/model/index.ts';

export type Node = tfl.SymbolicTensor;

export const modelArgs = ({ fovSize, deltas }: Pick<ConvStack3DConfig, 'fovSize' | 'deltas'>): string =>
  JSON.stringify({ fov_size: fovSize, deltas });

/** @param body from image and seed to the output; the last layer's name is the output's. */
export async function layersModel(
  { fovSize, deltas }: Pick<ConvStack3DConfig, 'fovSize' | 'deltas'>,
  body: (image: Node, seed: Node) => Node,
): Promise<tfl.LayersModel> {
  await setBackend('cpu');
  const shape = [...toZyx(fovSize), 1];
  const [image, seed] = ['image', 'seed'].map((name) => tfl.input({ shape, name })) as [Node, Node];
  const model = tfl.model({ inputs: [image, seed], outputs: body(image, seed) });
  model.setUserDefinedMetadata({ model_args: modelArgs({ fovSize, deltas }) });
  return model;
}

export const apply = (layer: { apply(of: Node | Node[]): unknown }, of: Node | Node[]): Node =>
  layer.apply(of) as Node;

/** The network of the configuration; its output is "update". */
export async function convStackLayers(config: ConvStack3DConfig, weights: Weights): Promise<tfl.LayersModel> {
  const { layers } = tfl;
  const model = await layersModel(config, (image, seed) => {
    let values = apply(layers.concatenate({ axis: -1 }), [image, seed]);
    let kept = values;
    for (const { name, kernelSize, outChannels, ...layer } of listLayers(config)) {
      if (layer.beginsModule) kept = values;
      if (layer.reluBefore) values = apply(layers.reLU(), values);
      const activation = layer.reluAfter ? 'relu' : 'linear';
      const conv = { filters: outChannels, kernelSize, padding: 'same', activation, name } as const;
      values = apply(layers.conv3d(conv), values);
      if (layer.endsModule) values = apply(layers.add(), [values, kept]);
    }
    return apply(layers.activation({ activation: 'linear', name: 'update' }), values);
  });
  for (const { name } of listLayers(config)) {
    const values = ['weights', 'biases'].map((kind) => weights.get(`${name}/${kind}`)!);
    model.getLayer(name).setWeights(values.map(({ data, shape }) => tensor(data, [...shape], 'float32')));
  }
  return model;
}

export const SMALL = { fovSize: xyz(7, 5, 3), deltas: xyz(2, 1, 0) };

/** One convolution of one voxel, whose output has the name; its weights are 12 bytes. */
export const smallLayers = (name: string, filters = 1): Promise<tfl.LayersModel> =>
  layersModel(SMALL, (image, seed) => {
    const both = apply(tfl.layers.concatenate(), [image, seed]);
    return apply(tfl.layers.conv3d({ filters, kernelSize: 1, name }), both);
  });
