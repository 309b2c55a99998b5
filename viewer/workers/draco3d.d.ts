/** Parts of the package draco3d, which comes without types. */
declare module 'draco3d/draco_decoder.wasm' {
  /** Address of the file, relative to the code that asks for it. */
  const file: string;
  export default file;
}

declare module 'draco3d/draco_decoder_nodejs.js' {
  import type { DracoModule } from '../../datasets/codecs/draco/index.ts';

  /** @param options `wasmBinary`: the decoder; without it, the module looks for a file. */
  export default function createDecoderModule(options: {
    readonly wasmBinary?: ArrayBuffer;
  }): Promise<DracoModule>;
}

declare module 'draco3d' {}
