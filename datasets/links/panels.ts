import { type Codec, type Extensible, listOf, objectOf, recordOf, withFallback } from './codec.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { type ToolState, tool } from './tools.ts';
import { anyObject, bool, number, numberIn, oneOf, text } from './values.ts';

/** Where a side panel stands. This project reads and writes it and lays out its own way. */
export interface PanelLocation extends Extensible {
  readonly side?: 'left' | 'right' | 'top' | 'bottom';
  readonly col?: number;
  readonly row?: number;
  readonly flex?: number;
  /** CSS pixels. */
  readonly size?: number;
  readonly visible?: boolean;
}

export interface LayerPanel extends PanelLocation {
  readonly tab?: string;
  readonly tabs?: readonly string[];
  readonly pinned?: boolean;
}

export interface SelectedLayer extends PanelLocation {
  readonly layer?: string;
}

/** What is selected in each layer; `null` in old links: the panel is shown, nothing is pinned. */
export interface SelectionState extends PanelLocation {
  readonly position?: readonly number[];
  readonly layers?: Readonly<Record<string, JsonObject>>;
}

export interface ToolPalette extends PanelLocation {
  readonly tools?: readonly ToolState[];
  readonly query?: string;
}

const LOCATION = {
  side: oneOf(['left', 'right', 'top', 'bottom']),
  col: withFallback(number, 0),
  row: number,
  flex: withFallback(numberIn(0), 1),
  size: numberIn(0),
  visible: bool,
} as const;

export const panelLocation: Codec<PanelLocation> = objectOf<PanelLocation>(LOCATION);

export const layerPanels: Codec<readonly LayerPanel[]> = listOf(
  objectOf<LayerPanel>({
    ...LOCATION,
    tab: text,
    tabs: listOf(text),
    pinned: bool,
  }),
);

export const selectedLayer: Codec<SelectedLayer> = objectOf<SelectedLayer>({ layer: text, ...LOCATION });

const selectionObject = objectOf<SelectionState>({
  position: listOf(number),
  layers: recordOf(anyObject),
  ...LOCATION,
});

/** What `null` means is the same as an empty object but for being old: it is written in today's form. */
export const selection: Codec<SelectionState> = {
  read: (json: Json, at) => selectionObject.read(isObject(json) || json !== null ? json : {}, at),
  write: selectionObject.write,
};

export const toolPalettes: Codec<Readonly<Record<string, ToolPalette>>> = recordOf(
  objectOf<ToolPalette>({ ...LOCATION, tools: listOf(tool), query: text }),
);
