/** Layers of TensorFlow.js that refuse volumes, while a model is loaded. */
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import type { Tfjs } from './tfjs-library.ts';

/** As far as it is used here. */
interface Normalising {
  axis: number | readonly number[];
  call(inputs: Tensor | Tensor[], kwargs: Record<string, unknown>): Tensor | Tensor[];
}

type NormalisingClass = (new (...args: never[]) => Normalising) & { readonly className: string };

const NAME = 'BatchNormalization';

/**
 * Runs `body` with a batch normalisation that takes any rank: the library's own knows ranks 2 to 4, and for channels that
 * come last, rank 2 says all. Models that were loaded keep it; what others load afterwards does not.
 */
export async function withVolumeLayers<T>({ core, layers }: Tfjs, body: () => Promise<T>): Promise<T> {
  const { SerializationMap } = core.serialization;
  // Registered with the first use of the library's layers.
  layers.layers.batchNormalization();
  const [stock] = SerializationMap.getMap().classNameMap[NAME]!;
  const Stock = stock as unknown as NormalisingClass;
  class VolumeNormalization extends Stock {
    override call(inputs: Tensor | Tensor[], kwargs: Record<string, unknown>): Tensor | Tensor[] {
      const input = Array.isArray(inputs) ? inputs[0]! : inputs;
      const { axis } = this;
      const isLast = [-1, input.rank - 1].includes(Number(axis));
      if (input.rank <= 4 || !isLast) return super.call(inputs, kwargs);
      return core.tidy(() => {
        this.axis = -1;
        try {
          const rows = core.reshape(input, [-1, input.shape.at(-1)!]);
          return core.reshape(super.call(rows, kwargs) as Tensor, input.shape);
        } finally {
          this.axis = axis;
        }
      });
    }
  }
  SerializationMap.register(VolumeNormalization as unknown as serialization.SerializableConstructor<never>);
  try {
    return await body();
  } finally {
    SerializationMap.register(stock);
  }
}
