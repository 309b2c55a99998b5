import type { SegmentationLayer } from '../../datasets/links/index.ts';

/** What segments are called, by id. */
export type SegmentNames = ReadonlyMap<bigint, string>;

/** A segment of a layer's list. */
export interface ListedSegment {
  readonly id: bigint;
  /** Listed segments that are not shown keep their place. */
  readonly isShown: boolean;
}

export const listedSegments = ({ segments = [] }: SegmentationLayer): ListedSegment[] =>
  segments.map((text) => ({ id: BigInt(text.replace('!', '')), isShown: !text.startsWith('!') }));

const textOf = ({ id, isShown }: ListedSegment): string => (isShown ? `${id}` : `!${id}`);

/** What a double-click does: shown becomes not listed, anything else becomes shown. @returns `segments` of the layer. */
export function toggleSegment(layer: SegmentationLayer, id: bigint): string[] {
  const listed = listedSegments(layer);
  const isShown = listed.some((segment) => segment.id === id && segment.isShown);
  const others = listed.filter((segment) => segment.id !== id);
  return [...others, ...(isShown ? [] : [{ id, isShown: true }])].map(textOf);
}

/** Listed segments are shown or hidden in their place. @returns `segments` of the layer. */
export const showSegment = (layer: SegmentationLayer, id: bigint, isShown: boolean): string[] =>
  listedSegments(layer).map((segment) => textOf(segment.id === id ? { id, isShown } : segment));

/** What Shift and a double-click do: on the list without being shown, or off it. @returns `segments` of the layer. */
export function listSegment(layer: SegmentationLayer, id: bigint): string[] {
  const listed = listedSegments(layer);
  const others = listed.filter((segment) => segment.id !== id);
  return (others.length < listed.length ? others : [...listed, { id, isShown: false }]).map(textOf);
}
