/**
 * The published notebook's demonstration as a page. By default FIB-25, seed (125, 125, 125); other data by the address:
 * `segmenter.html?image=data/image&model=data/model.safetensors&seed=125,125,125`.
 */
import '../index.ts';
import '../segmenter.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';

const asked = new URLSearchParams(location.search);
const seed = (asked.get('seed') ?? '125,125,125').split(',').map(Number) as unknown as Xyz;
const viewer = document.querySelector('floodlight-viewer');
const segmenter = document.querySelector('floodlight-segmenter');
const button = document.querySelector<HTMLButtonElement>('#grow');

if (viewer && segmenter && button) {
  const layer = document.createElement('floodlight-layer');
  const image = new URL(asked.get('image') ?? 'data/image', document.baseURI).href;
  const attributes = { type: 'image', name: 'em', source: `precomputed://${image}` };
  for (const [key, value] of Object.entries(attributes)) layer.setAttribute(key, value);
  viewer.append(layer);
  viewer.position = seed;
  segmenter.model = asked.get('model') ?? 'data/model.safetensors';
  button.textContent = `Grow from ${seed.join(', ')}`;
  viewer.addEventListener('floodlight-load', () => {
    button.disabled = false;
  });
  button.addEventListener('click', () => {
    // What goes wrong is shown by the tool.
    segmenter.grow(seed).catch(() => undefined);
  });
}
