import type { Stage } from '../render/index.ts';
import type { SegmentMesh } from '../state/index.ts';
import { PARTS, type Part } from './caches.ts';
import { LookOut } from './look-out.ts';
import type { ShownCut } from './panel-drawing.ts';
import type { MeshCache } from './scene.ts';
import type { SceneWish } from './scene-panel.ts';
import type { Scenery } from './scenery.ts';
import { noNeeds } from './slices.ts';

/** A first scene waits so long for its meshes at most, milliseconds. */
const FIRST_SCENE_MS = 200;

export interface SceneAheadOptions {
  readonly stage: Stage;
  readonly meshes: MeshCache;
  readonly scenery: Scenery;
  /** Undefined while nothing can be drawn. */
  readonly wish: () => SceneWish | undefined;
  /** The cross-sections on the screen. */
  readonly shown: () => readonly ShownCut[];
  readonly request: (parts: readonly Part[]) => void;
}

/** What scenes need is on its way before they are drawn, and a first one comes when there is something to see. */
export class SceneAhead {
  private readonly options: SceneAheadOptions;
  private readonly lookOut = new LookOut(() => this.look());
  private beginning: ReturnType<typeof setTimeout> | undefined;
  /** What a first scene still waits for to be drawn. */
  private readonly pending = new Set<Part>();

  constructor(options: SceneAheadOptions) {
    this.options = options;
  }

  /** A picture is owed, although nothing has asked for it yet. */
  get isPending(): boolean {
    return this.pending.size > 0;
  }

  /** A mesh has come: what it consists of may be known now. */
  arrived(): void {
    this.lookOut.request();
  }

  /** Asks for what a scene will need, and draws nothing. */
  look(): void {
    const { wish, scenery, meshes, request } = this.options;
    const content = wish();
    if (!content) return;
    const needs = noNeeds<SegmentMesh>(0);
    try {
      scenery.lookAhead(content, meshes, needs);
    } catch {
      // The picture meets it again, and tells.
      return;
    }
    const wasBusy = meshes.isBusy;
    meshes.want(needs.wanted);
    // What was to be tried again is not wanted any more: only a picture says that all is there.
    if (wasBusy && !meshes.isBusy) request(['scene']);
  }

  /** Scenes can be drawn now. A first picture without what is about to come would keep the card from the next one. */
  begin(): void {
    const { stage, meshes, wish, shown, request } = this.options;
    const { view, layers = [] } = wish() ?? {};
    const hasLines = layers.some(({ source }) => source?.info.hasSkeletons);
    // Panels are on the screen already, and need no other picture for the scene to show them.
    const parts: readonly Part[] = shown().length > 0 && !hasLines ? ['scene'] : PARTS;
    if (parts !== PARTS && view?.slicesInScene) stage.keepPlanes(shown());
    if (!meshes.isBusy) return request(parts);
    for (const part of parts) this.pending.add(part);
    this.beginning = setTimeout(() => request([...this.pending]), FIRST_SCENE_MS);
  }

  /** A picture looks for itself. @param parts what it showed. */
  drawn(parts: ReadonlySet<Part>): void {
    this.lookOut.stop();
    for (const part of parts) this.pending.delete(part);
    if (this.pending.size === 0) clearTimeout(this.beginning);
  }

  stop(): void {
    this.drawn(new Set(PARTS));
  }
}
