/** A network for somebody who waits: from the bytes of a file to a device. */
import { InvalidDataError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { createWasmNetwork, createWebgpuNetwork, type FfnNetwork } from '../backends/index.ts';
import { openDevice } from '../kernels/index.ts';
import {
  type ConvStack3DConfig,
  decodeModel,
  type ModelMetadata,
  type Weights,
  weightsId,
} from '../model/index.ts';

export interface ModelFile {
  /** For messages. */
  readonly name: string;
  /** A safetensors file as `import-checkpoint` and `train` write it. */
  readonly bytes: Uint8Array;
}

export interface OpenedModel {
  readonly network: FfnNetwork;
  /** Tells one set of weights from another. */
  readonly id: string;
  readonly fovSize: Xyz;
  readonly deltas: Xyz;
  readonly metadata: ModelMetadata;
}

/**
 * @throws CorruptDataError, InvalidDataError for a file that is no such model; UnsupportedError where there is no WebGPU,
 *   TooLargeError where the GPU's memory does not suffice.
 */
export async function openModel(file: ModelFile, device: 'webgpu' | 'cpu'): Promise<OpenedModel> {
  assertSafetensors(file);
  const { config, weights, metadata } = decodeModel(file.bytes, file.name);
  const network = await openNetwork(config, weights, device);
  const { fovSize, deltas } = config;
  return { network, id: weightsId(weights), fovSize, deltas, metadata };
}

async function openNetwork(config: ConvStack3DConfig, weights: Weights, device: 'webgpu' | 'cpu') {
  if (device === 'cpu') return createWasmNetwork(config, weights);
  return createWebgpuNetwork(config, weights, { device: await openDevice(), reopen: () => openDevice() });
}

const CURE = 'Take a .safetensors file: floodlight import-checkpoint and floodlight train write them';

/** What a person may take by mistake is told apart before its bytes are read as numbers. */
function assertSafetensors({ name, bytes }: ModelFile): void {
  // A length of eight bytes, and a JSON object.
  const looksRight = bytes.length > 9 && bytes[8] === '{'.charCodeAt(0) && bytes[7] === 0;
  if (looksRight) return;
  const got = bytes.length === 0 ? 'an empty file' : `${bytes.length} bytes of something else`;
  throw new InvalidDataError({ subject: name, expected: 'a model as safetensors', got, cure: CURE });
}
