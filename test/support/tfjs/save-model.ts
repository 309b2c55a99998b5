/** Files of TensorFlow.js models, as its own saving writes them. */
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createMemoryStore, type WritableStore } from '../../../datasets/stores/index.ts';

/** @param target gets what `save` would send to a server: model.json and model.weights.bin. */
export async function saveModel(
  model: LayersModel | GraphModel,
  target: WritableStore = createMemoryStore(),
): Promise<WritableStore> {
  const fetchFunc = async (...[, init]: Parameters<typeof fetch>) => {
    for (const [, file] of (init?.body ?? []) as unknown as Iterable<[string, File]>)
      await target.put(file.name, new Uint8Array(await file.arrayBuffer()));
    return new Response();
  };
  await model.save(io.browserHTTPRequest('http://localhost/', { fetchFunc }));
  return target;
}

type Json = Record<string, unknown>;

/** Changes model.json. */
export async function editModel(store: WritableStore, edit: (json: Json) => Json): Promise<void> {
  const json = JSON.parse(new TextDecoder().decode(await store.get('model.json'))) as Json;
  await store.put('model.json', new TextEncoder().encode(JSON.stringify(edit(json))));
}
