/** Networks of any architecture that TensorFlow.js runs: graph models and layers models with an FFN's signature. */

import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { io, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InvalidDataError } from '../../datasets/errors.ts';
import { toZyx, volumeOf } from '../../datasets/geometry/index.ts';
import type { ComputeDevice } from '../kernels/index.ts';
import type { TfjsModel } from '../model/index.ts';
import { assertBatch } from './check.ts';
import type { FfnNetwork } from './network.ts';
import { createTfjsEngine } from './tfjs-engine.ts';
import { withVolumeLayers } from './tfjs-layers.ts';
import { loadTfjs, type Tfjs } from './tfjs-library.ts';
import { findSignature, type Port, type Signature } from './tfjs-signature.ts';

export interface TfjsOptions {
  /** Opened by the caller, and destroyed with the network. Default: plain JavaScript on the CPU, which is very slow. */
  readonly device?: ComputeDevice;
  /** How the library is had; tests put a stand-in here. */
  readonly load?: () => Promise<Tfjs>;
}

/**
 * Inputs "image" and "seed", float32 [batch, z, y, x, 1]; output "logits" of that shape, or "update", to which the seed is
 * added. One evaluation is made at once, so that what the device cannot compute is said before anything has begun.
 * @throws UnsupportedError where the packages are missing, or naming the operation that TensorFlow.js lacks;
 *   InvalidDataError where inputs or output are not an FFN's, or of another shape.
 */
export async function createTfjsNetwork(model: TfjsModel, options: TfjsOptions = {}): Promise<FfnNetwork> {
  const { device: opened, load } = options;
  const tfjs = await loadTfjs(load);
  const engine = createTfjsEngine(tfjs, opened);
  const info = { fovSize: toZyx(model.config.fovSize), deltas: toZyx(model.config.deltas) };
  const voxels = volumeOf(info.fovSize);
  const known = new Set<number>();
  let loaded: Loaded | undefined;
  const dispose = async () => {
    await engine.dispose(() => loaded?.dispose());
    opened?.device.destroy();
  };
  async function evaluate(image: Float32Array, seed: Float32Array, batch: number): Promise<Float32Array> {
    const shape = [batch, ...info.fovSize, 1];
    const logits = await engine.run(model.name, !known.has(batch), () =>
      forward(tfjs, loaded as Loaded, { image, seed, shape, subject: model.name }),
    );
    known.add(batch);
    return logits;
  }
  try {
    loaded = await engine.run(model.name, true, () => loadModel(tfjs, model, info.fovSize));
    await evaluate(new Float32Array(voxels), new Float32Array(voxels), 1);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    info,
    device: opened ? `tfjs webgpu (${opened.adapterName})` : 'tfjs cpu (plain JavaScript, very slow)',
    async predict(image, seed, batch) {
      assertBatch(info, image, seed, batch);
      return evaluate(image, seed, batch);
    },
    dispose,
  };
}

interface Loaded {
  readonly signature: Signature;
  execute(image: Tensor, seed: Tensor): Tensor;
  dispose(): void;
}

async function loadModel(tfjs: Tfjs, model: TfjsModel, fovSize: readonly number[]): Promise<Loaded> {
  const handler = tfjs.core.io.fromMemory(model.artifacts as io.ModelArtifacts);
  return model.format === 'graph-model'
    ? ofGraph(await tfjs.converter.loadGraphModel(handler), model.name, fovSize)
    : ofLayers(await withVolumeLayers(tfjs, () => tfjs.layers.loadLayersModel(handler)), model.name, fovSize);
}

function ofGraph(graph: GraphModel, subject: string, fovSize: readonly number[]): Loaded {
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

function ofLayers(layers: LayersModel, subject: string, fovSize: readonly number[]): Loaded {
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

interface Batch {
  readonly image: Float32Array;
  readonly seed: Float32Array;
  readonly shape: readonly number[];
  readonly subject: string;
}

async function forward(
  { core }: Tfjs,
  { signature, execute }: Loaded,
  { image, seed, shape, subject }: Batch,
): Promise<Float32Array> {
  const result = core.tidy(() => {
    const [images, seeds] = [image, seed].map((values) => core.tensor(values, [...shape], 'float32'));
    const output = execute(images!, seeds!);
    if (output.shape.join() !== shape.join() || output.dtype !== 'float32') {
      const got = `${output.dtype} [${output.shape.join(', ')}]`;
      const expected = `float32 [${shape.join(', ')}]`;
      const what = `${subject}, output "${signature.output.name}"`;
      throw new InvalidDataError({ subject: what, expected, got });
    }
    return signature.isUpdate ? core.add(output, seeds!) : core.clone(output);
  });
  try {
    // A copy: the library may hand out the array that it keeps, or that the caller gave.
    return Float32Array.from(await result.data());
  } finally {
    result.dispose();
  }
}
