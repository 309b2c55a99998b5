/** The packages of TensorFlow.js, loaded when a model asks for them. */
import { UnsupportedError } from '../../datasets/errors.ts';

export interface Tfjs {
  readonly core: typeof import('@tensorflow/tfjs-core');
  readonly converter: typeof import('@tensorflow/tfjs-converter');
  readonly layers: typeof import('@tensorflow/tfjs-layers');
  readonly webgpu: typeof import('@tensorflow/tfjs-backend-webgpu');
  readonly cpu: typeof import('@tensorflow/tfjs-backend-cpu');
}

/** One object: all networks share the library's registers. */
let library: Promise<Tfjs> | undefined;

/** @throws UnsupportedError where a package is not installed, with the command that adds them. */
export async function loadTfjs(load: () => Promise<Tfjs> = importAll): Promise<Tfjs> {
  try {
    if (load !== importAll) return await load();
    library ??= importAll();
    return await library;
  } catch (cause) {
    library = undefined;
    const names = ['core', 'converter', 'layers', 'backend-webgpu', 'backend-cpu'];
    throw new UnsupportedError({
      subject: 'TensorFlow.js model',
      expected: 'the optional packages of TensorFlow.js',
      got: cause instanceof Error ? cause.message.split('\n')[0] : 'none',
      cure: `Install them: npm install ${names.map((name) => `@tensorflow/tfjs-${name}@^4.22.0`).join(' ')}`,
      cause,
    });
  }
}

async function importAll(): Promise<Tfjs> {
  const [core, converter, layers, webgpu, cpu] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-converter'),
    import('@tensorflow/tfjs-layers'),
    import('@tensorflow/tfjs-backend-webgpu'),
    import('@tensorflow/tfjs-backend-cpu'),
  ]);
  return { core, converter, layers, webgpu, cpu };
}
