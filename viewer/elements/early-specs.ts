import type { LayerState } from '../../datasets/links/index.ts';
import { type LayerSpec, layersOf } from '../state/index.ts';
import { FloodlightLayer } from './floodlight-layer.ts';

/** What an element will show, before it has read its page. @throws where a child cannot be read. */
export function earlySpecs(element: Element, others: readonly LayerState[]): readonly LayerSpec[] {
  const children = [...element.children].flatMap((child) =>
    child instanceof FloodlightLayer ? [child.state] : [],
  );
  return layersOf({ layers: [...children, ...others] }).flatMap(({ spec }) => spec ?? []);
}
