/** All that a training step does on a device, from the examples to the gradients of all layers. */
import { toZyx } from '../../../datasets/geometry/index.ts';
import { filterThreads, MASK_GRADIENT } from '../../kernels/gradients/index.ts';
import {
  BufferPool,
  type ComputeDevice,
  type ConvTile,
  createStaging,
  type Dispatch,
  type PaddedGrid,
  paddedGrid,
  prepareDispatch,
} from '../../kernels/index.ts';
import { type ConvStack3DConfig, listLayers } from '../../model/index.ts';
import { type ActivationBuffers, createActivations } from './buffers.ts';
import { createTrainableHead, type TrainableHead } from './head.ts';
import { createTrainableLayer, type TrainableLayer } from './layer.ts';
import { quadsOf } from './layout.ts';
import type { Step } from './steps.ts';

export interface TrainableStack {
  readonly grid: PaddedGrid;
  readonly buffers: ActivationBuffers;
  readonly layers: readonly TrainableLayer[];
  readonly head: TrainableHead;
  readonly steps: readonly Step[];
  /** What the host reads back, all of it at once. */
  readonly results: Results;
  readonly pool: BufferPool;
}

export interface Results {
  readonly staging: GPUBuffer;
  /** Byte offset of each source. */
  readonly offsets: ReadonlyMap<GPUBuffer, number>;
}

interface Context {
  readonly device: GPUDevice;
  readonly pool: BufferPool;
  readonly grid: PaddedGrid;
  readonly buffers: ActivationBuffers;
  readonly layers: readonly TrainableLayer[];
}

/** @param slots examples at once, at most. */
export async function createTrainableStack(
  { device, isSoftware }: ComputeDevice,
  config: ConvStack3DConfig,
  { slots, tile }: { readonly slots: number; readonly tile: ConvTile },
): Promise<TrainableStack> {
  const pool = new BufferPool();
  const grid = paddedGrid(toZyx(config.fovSize), slots);
  const convolutions = listLayers(config).slice(0, -1);
  const buffers = createActivations(device, pool, { layers: convolutions, grid });
  const layerContext = {
    ...{ device, pool, grid, tile, slots: buffers.slots },
    filterThreads: filterThreads(isSoftware),
  };
  const layers = convolutions.map((layer, i) => createTrainableLayer(layerContext, layer, i === 0));
  const context: Context = { device, pool, grid, buffers, layers };
  const head = await createTrainableHead(context, convolutions.at(-1)!.outChannels);
  const results = createResults(context, head);
  const steps = [
    ...(await forwardSteps(context)),
    ...head.forward,
    ...head.backward,
    ...(await backwardSteps(context)),
    ...[...results.offsets].map(([from, offset]) => ({ from, to: results.staging, offset })),
  ];
  return { grid, buffers, layers, head, steps, results, pool };
}

async function forwardSteps({ layers, buffers: { nets, middles } }: Context): Promise<Step[]> {
  const steps: Step[] = [];
  for (let i = 0; i < layers.length; i += 2) {
    const [net, middle, next] = [nets[i / 2]!, middles[i / 2]!, nets[i / 2 + 1]!];
    steps.push(await layers[i]!.forward(net, middle));
    if (layers[i + 1]!.layer.endsModule) steps.push({ from: net, to: next });
    steps.push(await layers[i + 1]!.forward(middle, next));
  }
  return steps;
}

/** From the last module to the first; `down` holds the gradient of what a module gave, then of what it was given. */
async function backwardSteps(context: Context): Promise<Step[]> {
  const { layers, buffers } = context;
  const { nets, middles, down, inside, masked } = buffers;
  const steps: Step[] = [];
  for (let i = layers.length - 2; i >= 0; i -= 2) {
    const [a, b] = [layers[i]!, layers[i + 1]!];
    const [net, middle] = [nets[i / 2]!, middles[i / 2]!];
    steps.push(...(await b.learn(middle, down)), await b.backward(down, inside));
    steps.push(await masking(context, { kept: middle, from: inside, to: masked, addTo: 0 }, b));
    steps.push(...(await a.learn(net, masked)));
    if (i === 0) break;
    // What was kept for the end of the module passes the gradient on, too.
    steps.push(await a.backward(masked, inside));
    steps.push(await masking(context, { kept: net, from: inside, to: down, addTo: 1 }, a));
  }
  return steps;
}

interface Masking {
  readonly kept: GPUBuffer;
  readonly from: GPUBuffer;
  readonly to: GPUBuffer;
  readonly addTo: 0 | 1;
}

const MOST_WORKGROUPS = 65_535;

/** @param layer whose input it is. */
function masking(
  context: Context,
  { kept, from, to, addTo }: Masking,
  { layer }: TrainableLayer,
): Promise<Dispatch> {
  const length = quadsOf(layer.inChannels) * context.grid.quadLength;
  const groups = Math.ceil(length / 64);
  const rows = Math.ceil(groups / MOST_WORKGROUPS);
  return prepareDispatch(
    context,
    MASK_GRADIENT,
    { length, addTo },
    { inputs: [kept, from], outputs: [to], workgroups: [Math.ceil(groups / rows), rows, 1] },
  );
}

function createResults({ device, pool, buffers, layers }: Context, head: TrainableHead): Results {
  const sources = [buffers.logits, head.weightGradient, ...layers.map(({ gradient }) => gradient)];
  const offsets = new Map<GPUBuffer, number>();
  let bytes = 0;
  for (const source of sources) {
    offsets.set(source, bytes);
    bytes += source.size;
  }
  return { offsets, staging: pool.keep(createStaging(device, 'results of training', bytes)) };
}
