import { type LayerState as LinkLayer, mergeStates, type ViewerState } from '../../datasets/links/index.ts';

/** `byUser` where somebody's hand did it, not a program's. */
export type ModelListener = (change: ModelChange) => void;

export interface ModelChange {
  readonly byUser: boolean;
  /** The page's children were read. */
  readonly byPage: boolean;
}

/** Keys of a layer that may be changed one by one. */
export type LayerPatch = Readonly<Record<string, unknown>>;

/**
 * What a viewer shows beside its view: a Neuroglancer state, replaced as a whole at every change. Layers come from the page's
 * children, from states and from programs; what a reader changed in a layer stays until its child in the page changes.
 */
export class ViewerModel {
  state: ViewerState = {};
  private readonly listeners = new Set<ModelListener>();
  /** Layers of the page as they were last read, by name: JSON, to see which changed. */
  private page: ReadonlyMap<string, string> | undefined;

  private isReplaced = false;

  get layers(): readonly LinkLayer[] {
    return this.state.layers ?? [];
  }

  subscribe(listener: ModelListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Everything anew; the page's own layers are not asked again until they change. */
  replace(state: ViewerState): void {
    this.isReplaced = true;
    this.set(state, false);
  }

  /** Back to a state of before. */
  restore(state: ViewerState): void {
    this.set(state, false);
  }

  /** Some keys of a state over those that are there. */
  merge(state: ViewerState, byUser = false): void {
    this.set(mergeStates(this.state, state), byUser);
  }

  /** Takes over the page's layers; those of states and programs stay above them. */
  readPage(layers: readonly LinkLayer[]): void {
    const page = new Map(layers.map((layer) => [layer.name, JSON.stringify(layer)]));
    // A state that was set before the page was first read takes the place of the page's layers.
    const before = this.page ?? (this.isReplaced ? page : new Map<string, string>());
    this.page = page;
    const known = new Map(this.layers.map((layer) => [layer.name, layer]));
    const pages = layers.flatMap((layer) => {
      if (before.get(layer.name) !== page.get(layer.name)) return [layer];
      return known.get(layer.name) ?? [];
    });
    const others = this.layers.filter(({ name }) => !before.has(name) && !page.has(name));
    this.set({ ...this.state, layers: [...pages, ...others] }, false, true);
  }

  /** @returns whether there is such a layer. */
  setLayer(name: string, patch: LayerPatch, byUser = false): boolean {
    if (!this.layers.some((layer) => layer.name === name)) return false;
    const layers = this.layers.map((layer) => (layer.name === name ? { ...layer, ...patch } : layer));
    // A patch is made of a layer's own keys: what is not one is kept as an unknown key would be.
    this.set({ ...this.state, layers: layers as readonly LinkLayer[] }, byUser);
    return true;
  }

  /** Above the others; its name gets a number where it is taken. */
  addLayer(layer: LinkLayer): string {
    const taken = new Set(this.layers.map(({ name }) => name));
    let { name } = layer;
    for (let i = 1; taken.has(name); i++) name = `${layer.name}${i}`;
    this.set({ ...this.state, layers: [...this.layers, { ...layer, name }] }, false);
    return name;
  }

  /** @returns whether there was such a layer. */
  removeLayer(name: string, byUser = false): boolean {
    const layers = this.layers.filter((layer) => layer.name !== name);
    if (layers.length === this.layers.length) return false;
    this.set({ ...this.state, layers }, byUser);
    return true;
  }

  private set(state: ViewerState, byUser: boolean, byPage = false): void {
    this.state = state;
    for (const listener of [...this.listeners]) listener({ byUser, byPage });
  }
}
