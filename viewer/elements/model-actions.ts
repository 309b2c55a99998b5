import type { SegmentationLayer } from '../../datasets/links/index.ts';
import { type Action, listedSegments, type ViewerModel } from '../state/index.ts';

type ChangeSegments = (layer: SegmentationLayer, segments: readonly string[]) => void;

const TOGGLE = /^toggle-(pick-)?layer-(\d)$/;

/** Does what an action means to layers. @returns whether it was one of those. */
export function changeModel(action: Action, model: ViewerModel, changeSegments: ChangeSegments): boolean {
  const segmentations = model.layers.filter((layer) => layer.type === 'segmentation');
  const [, pick, number] = TOGGLE.exec(action) ?? [];
  if (number !== undefined) {
    const layer = model.layers.filter(({ archived }) => archived !== true)[Number(number) - 1];
    const key = pick ? 'pick' : 'visible';
    if (layer) model.setLayer(layer.name, { [key]: layer[key] === false }, true);
    return true;
  }
  if (action === 'recolor') {
    // A near seed would give near colours: the hash has no finaliser.
    for (const { name } of segmentations) model.setLayer(name, { colorSeed: randomSeed() }, true);
    return true;
  }
  if (action !== 'clear-segments') return false;
  // They stay on the list, hidden.
  for (const layer of segmentations)
    changeSegments(
      layer,
      listedSegments(layer).map(({ id }) => `!${id}`),
    );
  return true;
}

const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] as number;
