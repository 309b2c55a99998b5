/** Layers of TensorFlow.js that refuse volumes, while a model is loaded. */
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import type { Tfjs } from './tfjs-library.ts';

/** As far as it is used here. */
interface Normalising {
  axis: number | readonly number[];
  call(inputs: Tensor | Tensor[], kwargs: Record<string, unknown>): Tensor | Tensor[];
}

type NormalisingClass = (new (...args: never[]) => Normalising) & { readonly className: string };

/** Names, and how each says "channels" of [voxels, channels]. */
const CHANNELS = [
  ['BatchNormalization', -1],
  ['LayerNormalization', [1]],
] as const;

/**
 * Runs `body` with normalisations that take any rank: the library's own know ranks 2 to 4, and where channels come last, rank 2
 * says all. Models that were loaded keep them; what others load afterwards does not.
 */
export async function withVolumeLayers<T>(tfjs: Tfjs, body: () => Promise<T>): Promise<T> {
  const { SerializationMap } = tfjs.core.serialization;
  // Registered with the first use of the library's layers.
  tfjs.layers.layers.batchNormalization();
  const stock = CHANNELS.map(([name]) => SerializationMap.getMap().classNameMap[name]![0]);
  CHANNELS.forEach(([, channels], i) => {
    const volumes = onVolumes(tfjs, stock[i] as unknown as NormalisingClass, channels);
    SerializationMap.register(volumes as unknown as serialization.SerializableConstructor<never>);
  });
  try {
    return await body();
  } finally {
    for (const layer of stock) SerializationMap.register(layer);
  }
}

function onVolumes({ core }: Tfjs, Stock: NormalisingClass, channels: Normalising['axis']): NormalisingClass {
  return class extends Stock {
    override call(inputs: Tensor | Tensor[], kwargs: Record<string, unknown>): Tensor | Tensor[] {
      const input = Array.isArray(inputs) ? inputs[0]! : inputs;
      const { axis } = this;
      const isLast = [-1, input.rank - 1].includes(Number(axis));
      if (input.rank <= 4 || !isLast) return super.call(inputs, kwargs);
      return core.tidy(() => {
        this.axis = channels;
        try {
          const rows = core.reshape(input, [-1, input.shape.at(-1)!]);
          return core.reshape(super.call(rows, kwargs) as Tensor, input.shape);
        } finally {
          this.axis = axis;
        }
      });
    }
  };
}
