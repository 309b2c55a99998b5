/** Which inputs and output of a TensorFlow.js model are those of a flood-filling network. */
import { InvalidDataError } from '../../datasets/errors.ts';

export interface Port {
  readonly name: string;
  /** -1 or null where any size will do; undefined where the model does not say. */
  readonly shape?: readonly (number | null)[];
}

export interface Signature {
  /** Names as the model has them. */
  readonly image: Port;
  readonly seed: Port;
  readonly output: Port;
  /** The output is what is to be added to the seed. */
  readonly isUpdate: boolean;
}

/** Ours, and those of the original's graph. */
const IMAGE_NAMES = ['image', 'input_patches'];
const SEED_NAMES = ['seed', 'input_seed'];
const LOGITS = 'logits';
const UPDATE = 'update';

/**
 * @param fovSize z, y, x.
 * @throws InvalidDataError saying what the model has instead.
 */
export function findSignature(
  subject: string,
  { inputs, outputs }: { readonly inputs: readonly Port[]; readonly outputs: readonly Port[] },
  fovSize: readonly number[],
): Signature {
  const image = inputs.find(({ name }) => IMAGE_NAMES.includes(plain(name)));
  const seed = inputs.find(({ name }) => SEED_NAMES.includes(plain(name)));
  if (!image || !seed || inputs.length !== 2) {
    const expected = `two inputs, "${IMAGE_NAMES.join('" or "')}" and "${SEED_NAMES.join('" or "')}"`;
    throw new InvalidDataError({ subject, expected, got: described(inputs) });
  }
  const output = outputs.find(({ name }) => [LOGITS, UPDATE].includes(plain(name)));
  if (!output || outputs.length !== 1) {
    const expected = `one output, "${LOGITS}" (seed and update together) or "${UPDATE}" (without the seed)`;
    throw new InvalidDataError({ subject, expected, got: described(outputs) });
  }
  for (const port of [image, seed]) assertShape(subject, port, fovSize);
  return { image, seed, output, isUpdate: plain(output.name) === UPDATE };
}

/** Graphs say "serving_default_image:0", layers "image". */
const plain = (name: string): string => name.replace(/:\d+$/, '').replace(/^serving_default_/, '');

const described = (ports: readonly Port[]): string =>
  ports.map(({ name }) => `"${name}"`).join(', ') || 'none';

function assertShape(subject: string, { name, shape }: Port, fovSize: readonly number[]): void {
  if (!shape) return;
  const wanted = [-1, ...fovSize, 1];
  const fits =
    shape.length === 5 &&
    shape.every((size, i) => size === null || size === -1 || i === 0 || size === wanted[i]);
  if (fits && (shape[0] === null || shape[0] === -1)) return;
  throw new InvalidDataError({
    subject: `${subject}, input "${name}"`,
    expected: `shape [any, ${wanted.slice(1).join(', ')}] (batch, z, y, x, channel)`,
    got: `[${shape.map((size) => (size === null || size === -1 ? 'any' : size)).join(', ')}]`,
    cure: 'fov_size of model_args (x, y, z) must be that of the model',
  });
}
