import { type Codec, type Extensible, listOf, objectOf, recordOf, warn, withFallback } from './codec.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { type ToolState, tool } from './tools.ts';
import { anything, flag, oneOf, positive, text } from './values.ts';

export const LAYOUT_NAMES = [
  '4panel',
  '4panel-alt',
  'xy',
  'xz',
  'yz',
  '3d',
  'xy-3d',
  'xz-3d',
  'yz-3d',
] as const;
export type LayoutName = (typeof LAYOUT_NAMES)[number];

/** A value that follows the whole viewer's, is added to it, or stands alone. Absent means linked. */
export interface Linked extends Extensible {
  readonly link?: 'linked' | 'relative' | 'unlinked';
  readonly value?: Json;
}

/** A further cross-section in the 3-D pane. */
export interface CrossSection extends Extensible {
  /** Canonical voxels. */
  readonly width?: number;
  readonly height?: number;
  readonly position?: Linked;
  readonly orientation?: Linked;
  readonly scale?: Linked;
}

export interface SingleLayout extends Extensible {
  readonly type: LayoutName;
  readonly orthographicProjection?: boolean;
  readonly crossSections?: Readonly<Record<string, CrossSection>>;
}

export interface StackLayout extends Extensible {
  readonly type: 'row' | 'column';
  readonly flex?: number;
  readonly children?: readonly LayoutState[];
}

/** A viewer of its own, with some of the layers and perhaps its own place and zoom. */
export interface ViewerLayout extends Extensible {
  readonly type: 'viewer';
  readonly flex?: number;
  readonly layers?: readonly string[];
  readonly layout?: LayoutState;
  readonly position?: Linked;
  readonly velocity?: Linked;
  readonly displayDimensions?: Linked;
  /** Neuroglancer's name here for what it calls relativeDisplayScales at the top. */
  readonly dimensionRenderScales?: Linked;
  readonly crossSectionOrientation?: Linked;
  readonly crossSectionScale?: Linked;
  readonly crossSectionDepth?: Linked;
  readonly projectionOrientation?: Linked;
  readonly projectionScale?: Linked;
  readonly projectionDepth?: Linked;
  readonly toolBindings?: Readonly<Record<string, ToolState>>;
}

/** How panes are arranged. A bare name in a state is `{type: name}` here, and is written as a name again. */
export type LayoutState = SingleLayout | StackLayout | ViewerLayout;

const linkedObject = objectOf<Linked>({
  link: withFallback(oneOf(['linked', 'relative', 'unlinked']), 'linked'),
  value: anything,
});

/** A bare value is one that stands alone. */
const linked: Codec<Linked> = {
  read: (json, at) =>
    isObject(json) && ('link' in json || 'value' in json || Object.keys(json).length === 0)
      ? linkedObject.read(json, at)
      : { link: 'unlinked', value: json },
  write: linkedObject.write,
};

const single = objectOf<SingleLayout>({
  type: oneOf(LAYOUT_NAMES),
  orthographicProjection: flag(false),
  crossSections: withFallback(
    recordOf(
      objectOf<CrossSection>({
        width: withFallback(positive, 1000),
        height: withFallback(positive, 1000),
        position: linked,
        orientation: linked,
        scale: linked,
      }),
    ),
    {},
  ),
});

/** Children refer to layouts again, so the codec is reached through a function. */
const nested: Codec<LayoutState> = {
  read: (json, at) => layout.read(json, at),
  write: (value) => layout.write(value),
};
const flex = withFallback(positive, 1);

const stack = objectOf<StackLayout>({ type: oneOf(['row', 'column']), flex, children: listOf(nested) });

const viewer = objectOf<ViewerLayout>({
  type: oneOf(['viewer']),
  flex,
  layers: listOf(text),
  layout: nested,
  position: linked,
  velocity: linked,
  displayDimensions: linked,
  dimensionRenderScales: linked,
  crossSectionOrientation: linked,
  crossSectionScale: linked,
  crossSectionDepth: linked,
  projectionOrientation: linked,
  projectionScale: linked,
  projectionDepth: linked,
  toolBindings: recordOf(tool, /^[A-Z]$/, 'a letter A to Z'),
});

export const layout: Codec<LayoutState> = {
  read(json, at) {
    const object: JsonObject | undefined = typeof json === 'string' ? { type: json } : asObject(json);
    const type = object?.['type'];
    if (!object || typeof type !== 'string') return warn(at, 'a layout', json);
    if (type === 'row' || type === 'column') return stack.read(object, at);
    if (type === 'viewer') return viewer.read(object, at);
    if (LAYOUT_NAMES.some((name) => name === type)) return single.read(object, at);
    return warn(at, `one of ${LAYOUT_NAMES.join(', ')}, row, column, viewer`, type);
  },
  write(value) {
    if (value.type === 'row' || value.type === 'column') return stack.write(value as StackLayout);
    if (value.type === 'viewer') return viewer.write(value as ViewerLayout);
    const json = single.write(value as SingleLayout);
    return isObject(json) && Object.keys(json).length === 1 ? value.type : json;
  },
};

const asObject = (json: Json): JsonObject | undefined => (isObject(json) ? json : undefined);
