/** All neurites of a phantom as nodes of centre lines, one array a property. Nanometres. */
export interface Neurites {
  readonly count: number;
  /** Number of neurites; their ids are 1 and up. */
  readonly neurites: number;
  /** x, y, z of each node. */
  readonly position: Float64Array;
  readonly radius: Float64Array;
  /** The node towards the root, an earlier one; -1 at a root. */
  readonly parent: Int32Array;
  /** Id of the node's neurite. */
  readonly neurite: Int32Array;
  /** Unbranched stretch that the node's segment (to its parent) belongs to, from 0. */
  readonly branch: Int32Array;
  /** Length along the branch. */
  readonly arc: Float64Array;
}

/** Collects nodes. */
export interface NeuriteBuilder {
  readonly nodes: NodeDraft[];
  neurites: number;
  branches: number;
}

export interface NodeDraft {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly r: number;
  readonly parent: number;
  readonly neurite: number;
  readonly branch: number;
  readonly arc: number;
}

export function finishNeurites({ nodes, neurites }: NeuriteBuilder): Neurites {
  return {
    count: nodes.length,
    neurites,
    position: Float64Array.from(nodes.flatMap(({ x, y, z }) => [x, y, z])),
    radius: Float64Array.from(nodes, ({ r }) => r),
    parent: Int32Array.from(nodes, ({ parent }) => parent),
    neurite: Int32Array.from(nodes, ({ neurite }) => neurite),
    branch: Int32Array.from(nodes, ({ branch }) => branch),
    arc: Float64Array.from(nodes, ({ arc }) => arc),
  };
}
