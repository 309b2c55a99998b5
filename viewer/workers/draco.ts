import wasmFile from 'draco3d/draco_decoder.wasm';
import createDecoderModule from 'draco3d/draco_decoder_nodejs.js';
import type { DracoModule } from '../../datasets/codecs/draco/index.ts';

/** Draco's decoder, fetched from where this code lies. */
export async function loadBrowserDraco(): Promise<DracoModule> {
  const response = await fetch(new URL(wasmFile, import.meta.url));
  return createDecoderModule({ wasmBinary: await response.arrayBuffer() });
}
