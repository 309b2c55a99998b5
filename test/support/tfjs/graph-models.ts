/** Graph models with the signature of an FFN: nodes as TensorFlow's GraphDef has them, loaded and saved by TensorFlow.js. */
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { io, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { toZyx } from '../../../datasets/geometry/index.ts';
import { type ConvStack3DConfig, listLayers, type Weights } from '../../../ffn/model/index.ts';
import { modelArgs } from './layers-models.ts';

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

const FLOAT = { T: { type: 'DT_FLOAT' } };
const text = (value: string) => ({ s: Buffer.from(value).toString('base64') });
const ONES = { list: { i: ['1', '1', '1', '1', '1'] } };
const CONVOLUTION = {
  ...FLOAT,
  strides: ONES,
  dilations: ONES,
  padding: text('SAME'),
  data_format: text('NDHWC'),
};

/** Nodes and constants, in the order in which they are added. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly #specs: io.WeightsManifestEntry[] = [];
  readonly #values: Uint8Array[] = [];

  add(name: string, op: string, input: readonly string[] = [], attr: GraphNode['attr'] = FLOAT): string {
    this.nodes.push({ name, op, input, attr });
    return name;
  }

  constant(name: string, data: Float32Array | Int32Array, shape: readonly number[]): string {
    const dtype = data instanceof Float32Array ? 'float32' : 'int32';
    this.#specs.push({ name, shape: [...shape], dtype });
    this.#values.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    const type = dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32';
    return this.add(name, 'Const', [], { dtype: { type } });
  }

  input(name: string, shape: readonly number[]): string {
    const dim = [-1, ...shape, 1].map((size) => ({ size: `${size}` }));
    return this.add(name, 'Placeholder', [], { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim } } });
  }

  async load(config: Pick<ConvStack3DConfig, 'fovSize' | 'deltas'>, signature?: object): Promise<GraphModel> {
    await setBackend('cpu');
    return loadGraphModel(
      io.fromMemory({
        format: 'graph-model',
        modelTopology: { node: this.nodes, library: {}, versions: { producer: 1395, minConsumer: 12 } },
        weightSpecs: this.#specs,
        weightData: Uint8Array.from(Buffer.concat(this.#values)).buffer,
        userDefinedMetadata: { model_args: modelArgs(config) },
        ...(signature && { signature }),
      }),
    );
  }
}

/** The network of the configuration; its output is "logits". */
export async function convStackGraph(config: ConvStack3DConfig, weights: Weights): Promise<GraphModel> {
  const graph = new GraphBuilder();
  const fov = toZyx(config.fovSize);
  const [image, seed] = [graph.input('image', fov), graph.input('seed', fov)];
  const axis = graph.constant('axis', new Int32Array([4]), []);
  const concatenation = { ...FLOAT, N: { i: '2' }, Tidx: { type: 'DT_INT32' } };
  let values = graph.add('both', 'ConcatV2', [image, seed, axis], concatenation);
  let kept = values;
  for (const { name, ...layer } of listLayers(config)) {
    const constants = ['weights', 'biases'].map((kind) => {
      const { data, shape } = weights.get(`${name}/${kind}`)!;
      return graph.constant(`${name}/${kind}`, data, shape);
    });
    if (layer.beginsModule) kept = values;
    if (layer.reluBefore) values = graph.add(`${name}/before`, 'Relu', [values]);
    values = graph.add(`${name}/sums`, 'Conv3D', [values, constants[0]!], CONVOLUTION);
    values = graph.add(`${name}/biased`, 'BiasAdd', [values, constants[1]!], {
      ...FLOAT,
      data_format: text('NDHWC'),
    });
    if (layer.reluAfter) values = graph.add(`${name}/after`, 'Relu', [values]);
    if (layer.endsModule) values = graph.add(`${name}/added`, 'AddV2', [values, kept]);
  }
  graph.add('logits', 'AddV2', [values, seed]);
  return graph.load(config);
}
