import { html, nothing } from 'lit';
import type { ImageLayer, SegmentationLayer } from '../../datasets/links/index.ts';
import {
  COLOR_MAPS,
  type ColorMap,
  type LayerPatch,
  readImageShader,
  type ShaderLook,
  type StateLayer,
  windowOf,
  writeImageShader,
} from '../state/index.ts';
import './floodlight-segments.ts';
import type { StatefulElement } from './stateful-element.ts';

interface Slider {
  readonly words: string;
  readonly value: number;
  readonly max?: number;
  readonly step?: number;
  set(value: number): void;
}

/** Sliders and switches of one layer. @param all the layers, the lowest first. */
export function layerProperties(
  viewer: StatefulElement,
  { name, state, problem }: StateLayer,
  all: readonly StateLayer[],
) {
  const set = (patch: LayerPatch) => void viewer.model.setLayer(name, patch, true);
  if (problem) return html`<p class="problem">${problem.message}.</p>`;
  // The lowest layer is drawn whole, whatever its opacity.
  const isBottom = name === all.find((layer) => layer.state.visible !== false)?.name;
  if (state.type === 'image') return imageProperties(state, set, { isBottom, top: topOf(viewer, name) });
  return state.type === 'segmentation' ? segmentationProperties(viewer, state, set) : nothing;
}

type Setter = (patch: LayerPatch) => void;

function imageProperties(
  layer: ImageLayer,
  set: Setter,
  { isBottom, top }: { readonly isBottom: boolean; readonly top: number },
) {
  const [black, white] = windowOf(layer) ?? [0, top];
  const step = top > 1 ? 1 : 0.001;
  const setWindow = (range: readonly [number, number]) => {
    const { normalized } = (layer.shaderControls ?? {}) as Readonly<Record<string, object>>;
    if (range[0] !== range[1])
      set({ shaderControls: { ...layer.shaderControls, normalized: { ...normalized, range } } });
  };
  return html`
    ${
      isBottom
        ? html`<p class="note">The lowest layer is always opaque.</p>`
        : slider({ words: 'Opacity', value: layer.opacity ?? 0.5, set: (opacity) => set({ opacity }) })
    }
    ${slider({ words: 'Black at', value: black, max: top, step, set: (v) => setWindow([v, white]) })}
    ${slider({ words: 'White at', value: white, max: top, step, set: (v) => setWindow([black, v]) })}
    ${check('Invert', black > white, () => setWindow([white, black]))}
    ${shaderProperties(layer, set)}
    ${check('Add to what lies below', layer.blend === 'additive', (on) => set({ blend: on ? 'additive' : 'default' }))}
  `;
}

/** Colours and smoothing live in the layer's shader, so that links show them in Neuroglancer too. */
function shaderProperties({ shader = '' }: ImageLayer, set: Setter) {
  const look = shader === '' ? { colorMap: undefined, isSmooth: false } : readImageShader(shader);
  if (!look)
    return html`<p class="note">It has a shader of its own, which is kept; shown here is its window.</p>`;
  const setLook = (patch: Partial<ShaderLook>) => set({ shader: writeImageShader({ ...look, ...patch }) });
  const onMap = ({ target }: Event) => {
    const { value } = target as HTMLSelectElement;
    setLook({ colorMap: value === 'grey' ? undefined : (value as ColorMap) });
  };
  return html`
    <label class="slider">
      <span>Colours</span>
      <select @change=${onMap}>
        ${['grey', ...COLOR_MAPS].map((map) => html`<option .selected=${map === (look.colorMap ?? 'grey')}>${map}</option>`)}
      </select>
    </label>
    ${check('Smooth', look.isSmooth, (isSmooth) => setLook({ isSmooth }))}
  `;
}

function segmentationProperties(viewer: StatefulElement, layer: SegmentationLayer, set: Setter) {
  return html`
    ${slider({ words: 'Selected', value: layer.selectedAlpha ?? 0.5, set: (v) => set({ selectedAlpha: v }) })}
    ${slider({ words: 'Not selected', value: layer.notSelectedAlpha ?? 0, set: (v) => set({ notSelectedAlpha: v }) })}
    ${slider({ words: 'In 3-D', value: layer.objectAlpha ?? 1, set: (v) => set({ objectAlpha: v }) })}
    ${slider({ words: 'Saturation', value: layer.saturation ?? 1, set: (v) => set({ saturation: v }) })}
    ${check('Hide segment 0', layer.hideSegmentZero !== false, (on) => set({ hideSegmentZero: on }))}
    ${check('Show all when none is selected', layer.ignoreNullVisibleSet !== false, (on) => set({ ignoreNullVisibleSet: on }))}
    <h3>Segments</h3>
    <floodlight-segments .viewer=${viewer} layer=${layer.name}></floodlight-segments>
  `;
}

function slider({ words, value, max = 1, step = 0.01, set }: Slider) {
  const onInput = ({ target }: Event) => set((target as HTMLInputElement).valueAsNumber);
  return html`<label class="slider">
    <span>${words}</span>
    <input type="range" min="0" max=${max} step=${step} .value=${String(value)} @input=${onInput} />
    <output>${Number(value.toPrecision(3))}</output>
  </label>`;
}

function check(words: string, checked: boolean, set: (on: boolean) => void) {
  const onChange = ({ target }: Event) => set((target as HTMLInputElement).checked);
  return html`<label class="check"><input type="checkbox" .checked=${checked} @change=${onChange} /> ${words}</label>`;
}

/** The largest value that a slider of the window offers. */
function topOf(viewer: StatefulElement, name: string): number {
  const dataType = viewer.loadedLayers.find((layer) => layer.name === name)?.dataType;
  const bits = Number(/(\d+)$/.exec(dataType ?? 'uint8')?.[1]);
  if (dataType === 'float32') return 1;
  return 2 ** Math.min(dataType?.startsWith('int') ? bits - 1 : bits, 32) - 1;
}
