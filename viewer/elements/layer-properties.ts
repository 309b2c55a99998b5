import { html, nothing } from 'lit';
import type { ImageLayer, SegmentationLayer } from '../../datasets/links/index.ts';
import {
  COLOR_MAPS,
  type ColorMap,
  type LayerPatch,
  readImageShader,
  readMeshShader,
  type ShaderLook,
  type StateLayer,
  windowOf,
  writeImageShader,
} from '../state/index.ts';
import './floodlight-segments.ts';
import type { StatefulElement } from './stateful-element.ts';
import { words } from './texts.ts';

interface Slider {
  readonly label: string;
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
  const remove = html`<button class="remove" type="button" @click=${() => viewer.model.removeLayer(name, true)}>
    ${words('removeLayer')}
  </button>`;
  if (problem) return html`<p class="problem">${problem.message}.</p>${remove}`;
  // The lowest layer is drawn whole, whatever its opacity.
  const isBottom = name === all.find((layer) => layer.state.visible !== false)?.name;
  const place = { isBottom, top: topOf(viewer, name) };
  if (state.type === 'image') return html`${imageProperties(state, set, place)} ${remove}`;
  if (state.type === 'mesh' && state.shader && !readMeshShader(state.shader))
    return html`<p class="note">${words('ownMeshShader')}</p>${remove}`;
  return html`${state.type === 'segmentation' ? segmentationProperties(viewer, state, set) : nothing} ${remove}`;
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
        ? html`<p class="note">${words('alwaysOpaque')}</p>`
        : slider({ label: words('opacity'), value: layer.opacity ?? 0.5, set: (opacity) => set({ opacity }) })
    }
    ${slider({ label: words('black'), value: black, max: top, step, set: (v) => setWindow([v, white]) })}
    ${slider({ label: words('white'), value: white, max: top, step, set: (v) => setWindow([black, v]) })}
    ${check(words('invert'), black > white, () => setWindow([white, black]))}
    ${shaderProperties(layer, set)}
    ${check(words('additive'), layer.blend === 'additive', (on) => set({ blend: on ? 'additive' : 'default' }))}
  `;
}

/** Colours and smoothing live in the layer's shader, so that links show them in Neuroglancer too. */
function shaderProperties({ shader = '' }: ImageLayer, set: Setter) {
  const look = shader === '' ? { colorMap: undefined, isSmooth: false } : readImageShader(shader);
  if (!look) return html`<p class="note">${words('ownShader')}</p>`;
  const setLook = (patch: Partial<ShaderLook>) => set({ shader: writeImageShader({ ...look, ...patch }) });
  const onMap = ({ target }: Event) => {
    const { value } = target as HTMLSelectElement;
    setLook({ colorMap: value === 'grey' ? undefined : (value as ColorMap) });
  };
  return html`
    <label class="slider">
      <span>${words('colors')}</span>
      <select @change=${onMap}>
        ${['grey', ...COLOR_MAPS].map((map) => html`<option .selected=${map === (look.colorMap ?? 'grey')}>${map}</option>`)}
      </select>
    </label>
    ${check(words('smooth'), look.isSmooth, (isSmooth) => setLook({ isSmooth }))}
  `;
}

function segmentationProperties(viewer: StatefulElement, layer: SegmentationLayer, set: Setter) {
  return html`
    ${slider({ label: words('selected'), value: layer.selectedAlpha ?? 0.5, set: (v) => set({ selectedAlpha: v }) })}
    ${slider({ label: words('notSelected'), value: layer.notSelectedAlpha ?? 0, set: (v) => set({ notSelectedAlpha: v }) })}
    ${slider({ label: words('inScene'), value: layer.objectAlpha ?? 1, set: (v) => set({ objectAlpha: v }) })}
    ${slider({ label: words('saturation'), value: layer.saturation ?? 1, set: (v) => set({ saturation: v }) })}
    ${check(words('hideZero'), layer.hideSegmentZero !== false, (on) => set({ hideSegmentZero: on }))}
    ${check(words('showAll'), layer.ignoreNullVisibleSet !== false, (on) => set({ ignoreNullVisibleSet: on }))}
    <h3>${words('segments')}</h3>
    <floodlight-segments .viewer=${viewer} layer=${layer.name}></floodlight-segments>
  `;
}

function slider({ label, value, max = 1, step = 0.01, set }: Slider) {
  const onInput = ({ target }: Event) => set((target as HTMLInputElement).valueAsNumber);
  return html`<label class="slider">
    <span>${label}</span>
    <input type="range" min="0" max=${max} step=${step} .value=${String(value)} @input=${onInput} />
    <output>${Number(value.toPrecision(3))}</output>
  </label>`;
}

function check(label: string, checked: boolean, set: (on: boolean) => void) {
  const onChange = ({ target }: Event) => set((target as HTMLInputElement).checked);
  return html`<label class="check"><input type="checkbox" .checked=${checked} @change=${onChange} /> ${label}</label>`;
}

/** The largest value that a slider of the window offers. */
function topOf(viewer: StatefulElement, name: string): number {
  const dataType = viewer.loadedLayers.find((layer) => layer.name === name)?.dataType;
  const bits = Number(/(\d+)$/.exec(dataType ?? 'uint8')?.[1]);
  if (dataType === 'float32') return 1;
  return 2 ** Math.min(dataType?.startsWith('int') ? bits - 1 : bits, 32) - 1;
}
