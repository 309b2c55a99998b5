/** An ONNX graph that grows operator by operator. Source: onnx/onnx.proto (field numbers). */
import { message, modelProto, node, tensor, valueInfo } from './onnx-messages.ts';
import type { WeightTensor } from './weights.ts';

export class OnnxGraph {
  readonly #nodes: Uint8Array[] = [];
  readonly #constants = new Map<string, Uint8Array>();
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];

  /** A float32 input; a string in its shape names a free dimension. @returns its name. */
  input(name: string, shape: readonly (string | number)[]): string {
    this.#inputs.push(valueInfo(name, shape));
    return name;
  }

  /** Makes a value that `apply` named a float32 output. */
  output(name: string, shape: readonly (string | number)[]): void {
    this.#outputs.push(valueInfo(name, shape));
  }

  /** @returns the name of a constant; `make` is asked once for each name. */
  constant(name: string, make: () => WeightTensor): string {
    if (!this.#constants.has(name)) this.#constants.set(name, tensor(name, make()));
    return name;
  }

  /** @returns the name of the operator's output. */
  apply(
    operator: string,
    inputs: readonly string[],
    attributes: readonly Uint8Array[] = [],
    output = `${operator}:${this.#nodes.length}`,
  ): string {
    this.#nodes.push(node(operator, inputs, output, attributes));
    return output;
  }

  /** @returns a ModelProto. */
  encode(name: string): Uint8Array {
    const graph = message((w) => {
      for (const bytes of this.#nodes) w.uint32(0x0a).bytes(bytes); // node = 1
      w.uint32(0x12).string(name); // name = 2
      for (const bytes of this.#constants.values()) w.uint32(0x2a).bytes(bytes); // initializer = 5
      for (const bytes of this.#inputs) w.uint32(0x5a).bytes(bytes); // input = 11
      for (const bytes of this.#outputs) w.uint32(0x62).bytes(bytes); // output = 12
    });
    return modelProto(graph);
  }
}
