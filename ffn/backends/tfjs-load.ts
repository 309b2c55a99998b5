/** Models of TensorFlow.js by their two loaders, made alike. */
import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { io, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TfjsModel } from '../model/index.ts';
import { withVolumeLayers } from './tfjs-layers.ts';
import type { Tfjs } from './tfjs-library.ts';
import { findSignature, type Port, type Signature } from './tfjs-signature.ts';

/** A model whose weights are on the library's current backend. */
export interface LoadedTfjs {
  readonly signature: Signature;
  execute(image: Tensor, seed: Tensor): Tensor;
  dispose(): void;
}

/**
 * @param fovSize z, y, x.
 * @throws InvalidDataError where inputs or output are not an FFN's; the library's own errors.
 */
export async function loadTfjsModel(
  tfjs: Tfjs,
  model: TfjsModel,
  fovSize: readonly number[],
): Promise<LoadedTfjs> {
  const handler = tfjs.core.io.fromMemory(model.artifacts as io.ModelArtifacts);
  return model.format === 'graph-model'
    ? ofGraph(await tfjs.converter.loadGraphModel(handler), model.name, fovSize)
    : ofLayers(await withVolumeLayers(tfjs, () => tfjs.layers.loadLayersModel(handler)), model.name, fovSize);
}

function ofGraph(graph: GraphModel, subject: string, fovSize: readonly number[]): LoadedTfjs {
  const signed = graph.modelSignature as { inputs?: object; outputs?: object } | undefined;
  const ports = {
    inputs: portsOf(graph.inputs, signed?.inputs),
    outputs: portsOf(graph.outputs, signed?.outputs),
  };
  const signature = findSignature(subject, ports, fovSize);
  const { image, seed, output } = signature;
  return {
    signature,
    execute(...[images, seeds]) {
      const inputs: NamedTensorMap = { [image.name]: images, [seed.name]: seeds };
      return graph.execute(inputs, output.name) as Tensor;
    },
    dispose: () => graph.dispose(),
  };
}

/** A signature's names go before those of the graph's nodes; the library knows both. */
function portsOf(nodes: readonly { name: string; shape?: number[] }[], signed: object | undefined): Port[] {
  if (!signed) return nodes.map(({ name, shape }) => ({ name, shape }));
  return Object.entries(signed as Record<string, { name?: string }>).map(([key, { name }]) => ({
    name: key,
    shape: nodes.find((node) => node.name === name?.replace(/:0$/, ''))?.shape,
  }));
}

function ofLayers(layers: LayersModel, subject: string, fovSize: readonly number[]): LoadedTfjs {
  const { inputNames, outputNames } = layers;
  const ports = {
    inputs: layers.inputs.map(({ shape }, i) => ({ name: inputNames[i]!, shape })),
    outputs: outputNames.map((name) => ({ name })),
  };
  const signature = findSignature(subject, ports, fovSize);
  return {
    signature,
    execute(image, seed) {
      const inputs = inputNames.map((name) => (name === signature.image.name ? image : seed));
      return layers.predictOnBatch(inputs) as Tensor;
    },
    dispose: () => layers.dispose(),
  };
}
