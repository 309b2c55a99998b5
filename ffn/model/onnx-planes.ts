/**
 * Operators on planes that lie in lanes (`plane-tiles.ts`), all of a kind that onnxruntime's blocked layout (NCHWc) keeps: Conv,
 * Relu, and Add, which melts into the convolution before it. Sums of scaled or shifted lanes are depthwise convolutions.
 */
import type { OnnxGraph } from './onnx-graph.ts';
import { attributeInts } from './onnx-messages.ts';
import type { PlaneTiles } from './plane-tiles.ts';
import type { WeightTensor } from './weights.ts';

/** A value of the graph: a lane or a plane left over, [batch, channels, rows, x]. */
export interface Plane {
  readonly name: string;
  readonly channels: number;
}

interface Summand {
  /** Added to the result. */
  readonly sum?: Plane | undefined;
  /** Name of a constant, [channels], added to the result. */
  readonly biases?: string | undefined;
}

export interface Kernel extends WeightTensor {
  /** No other kernel has it. */
  readonly name: string;
}

interface Depthwise extends Summand {
  /** Weights down the rows. */
  readonly taps: readonly number[];
  readonly attributes?: readonly Uint8Array[];
}

/** Added to gap rows before a Relu, which turns them to 0; 8 times as much is still finite. */
const GAP = -1e30;

export class PlaneOperators {
  readonly #graph: OnnxGraph;
  readonly #plan: PlaneTiles;

  constructor(graph: OnnxGraph, plan: PlaneTiles) {
    this.#graph = graph;
    this.#plan = plan;
  }

  relu = ({ name, channels }: Plane): Plane => ({ name: this.#graph.apply('Relu', [name]), channels });

  add = (a: Plane, b: Plane | undefined): Plane =>
    b ? { name: this.#graph.apply('Add', [a.name, b.name]), channels: a.channels } : a;

  /** Size stays: what lies outside is zero. */
  convolve({ name }: Plane, kernel: Kernel, { sum, biases }: Summand = {}): Plane {
    const [channels = 0, , height = 0, width = 0] = kernel.shape;
    const weights = this.#graph.constant(kernel.name, () => kernel);
    const [top, left] = [(height - 1) / 2, (width - 1) / 2];
    const result = this.#graph.apply(
      'Conv',
      [name, weights, ...(biases ? [biases] : [])],
      [attributeInts('kernel_shape', [height, width]), attributeInts('pads', [top, left, top, left])],
    );
    return this.add({ name: result, channels }, sum);
  }

  /** `factor` * `plane` + sum + biases. */
  scale = (factor: number, plane: Plane, summand: Summand = {}): Plane =>
    this.#depthwise(plane, { ...summand, taps: [factor] });

  /** `sum` + `factor` * each plane's predecessor (`by` -1) or successor (1) in its lane, zeros where there is none. */
  addShifted(sum: Plane, factor: number, lane: Plane, by: -1 | 1): Plane {
    if (this.#plan.tiles === 1) return sum;
    const pitch = this.#plan.size[1] + 1;
    const pads = by < 0 ? [pitch, 0, 0, 0] : [0, 0, pitch, 0];
    const attributes = [attributeInts('dilations', [pitch, 1]), attributeInts('pads', pads)];
    return this.#depthwise(lane, { taps: by < 0 ? [factor, 0] : [0, factor], sum, attributes });
  }

  /** `sum`, a lane, with `factor` * `plane` added to its last plane. */
  addToLast(sum: Plane, factor: number, plane: Plane): Plane {
    const attributes = [attributeInts('pads', [this.#rowsAboveLast(), 0, 0, 0])];
    return this.#depthwise(plane, { taps: [factor], sum, attributes });
  }

  /** The last plane of a lane, alone. */
  takeLast(lane: Plane): Plane {
    const attributes = [attributeInts('dilations', [this.#rowsAboveLast(), 1])];
    return this.#depthwise(lane, { taps: [0, 1], attributes });
  }

  /** @returns a lane of `GAP` in gap rows and 0 elsewhere, from the packed input, whose last channel marks them. */
  gaps(tiles: Plane, channels: number): Plane {
    const shape = [channels, tiles.channels, 1, 1];
    const data = Float32Array.from({ length: channels * tiles.channels }, (_, i) =>
      (i + 1) % tiles.channels === 0 ? GAP : 0,
    );
    return this.convolve(tiles, { name: `gaps/${channels}`, shape, data });
  }

  #rowsAboveLast = (): number => this.#plan.rows - this.#plan.size[1];

  #depthwise({ name, channels }: Plane, { taps, attributes = [], sum, biases }: Depthwise): Plane {
    const weights = this.#graph.constant(`taps/${channels}/${taps.join()}`, () => ({
      shape: [channels, 1, taps.length, 1],
      data: Float32Array.from({ length: channels * taps.length }, (_, i) => taps[i % taps.length]!),
    }));
    const result = this.#graph.apply(
      'Conv',
      [name, weights, ...(biases ? [biases] : [])],
      [attributeInts('kernel_shape', [taps.length, 1]), attributeInts('group', channels), ...attributes],
    );
    return this.add({ name: result, channels }, sum);
  }
}
