import { UsageError } from '../../datasets/errors.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import type {
  Camera,
  ChunkData,
  Cut,
  LayerType,
  MeshGeometry,
  Rgb,
  SkeletonGeometry,
} from '../state/index.ts';
import type { Neighbour } from './chunk-borders.ts';
import {
  type ChunkTexture,
  createBorderedTexture,
  createChunkTexture,
  fillBorder,
} from './chunk-textures.ts';
import { clearTo, createContext } from './gl.ts';
import type { GpuMesh } from './mesh-renderer.ts';
import type { PickedContent, PickedPart } from './pick-target.ts';
import type { PaintedPlane } from './plane-renderer.ts';
import type { SceneContent, Scenery } from './scenery.ts';
import type { SegmentTable } from './segment-table.ts';
import type { DrawnSkeleton, GpuSkeleton } from './skeleton-renderer.ts';
import { type SliceLayer, SliceRenderer } from './slice-renderer.ts';
import { createTableTexture, type TableTexture } from './table-texture.ts';

/** A part of the canvas in device pixels, from its top left corner. */
export interface PanelRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The two moments at which everything on the GPU is gone, and can be made again. */
export interface StageEvents {
  lost(): void;
  restored(): void;
}

/** One canvas and its context, shared by all panels: browsers allow few contexts a page. */
export class Stage {
  readonly canvas: HTMLCanvasElement;
  private readonly gl: WebGL2RenderingContext;
  private readonly events: StageEvents;
  private slices: SliceRenderer;
  /** Makes what draws scenes and lines, once it is loaded. */
  private makeScenery: (() => Scenery) | undefined;
  private scenery: Scenery | undefined;
  private fence: WebGLSync | null = null;

  /** @throws UnsupportedError where there is no WebGL2. */
  constructor(canvas: HTMLCanvasElement, events: StageEvents) {
    this.canvas = canvas;
    this.events = events;
    this.gl = createContext(canvas);
    this.slices = new SliceRenderer(this.gl);
    canvas.addEventListener('webglcontextlost', this.onLost);
    canvas.addEventListener('webglcontextrestored', this.onRestored);
  }

  /** Whether what was drawn until `endPicture` is drawn: the card carries commands out later than they are given. */
  get isDone(): boolean {
    const { gl, fence } = this;
    if (!fence || gl.isContextLost()) return true;
    if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return false;
    gl.deleteSync(fence);
    this.fence = null;
    return true;
  }

  /** Whether cross-sections of the layers that were prepared can be drawn without waiting for their programs. */
  get isReady(): boolean {
    return this.isLost || this.slices.isReady;
  }

  /** What follows is another picture. */
  endPicture(): void {
    this.gl.deleteSync(this.fence);
    this.fence = this.gl.fenceSync(this.gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    this.gl.flush();
  }

  get isLost(): boolean {
    return this.gl.isContextLost();
  }

  /** @param width, height device pixels. */
  resize(width: number, height: number): void {
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
  }

  /** Clears everything to transparent: the page's background shows. */
  clear(): void {
    const { gl } = this;
    gl.disable(gl.SCISSOR_TEST);
    clearTo(gl, undefined);
  }

  /** Loads what draws meshes, skeletons and scenes: until then nothing of them is drawn, and none may be uploaded. */
  async loadScenery(): Promise<void> {
    const { Scenery } = await import('./scenery.ts');
    this.makeScenery = () => new Scenery(this.gl, this.slices);
    const scenery = this.scenery ?? this.makeScenery();
    await scenery.settle();
    // A context that was lost and restored meanwhile has one of its own.
    this.scenery ??= scenery;
  }

  /** What cross-sections of a layer need is made ready while its data are on their way: for most layers of its type. */
  prepare(type: LayerType): void {
    if (!this.isLost) this.slices.prepare(type, type === 'image' ? 'usampler3D' : 'usampler2D');
  }

  /** Draws a cross-section into a part of the canvas, which is cleared to the background; undefined: the page's own. */
  drawSlices(rect: PanelRect, layers: readonly SliceLayer[], background?: Rgb): void {
    const { left, width, height } = rect;
    const bottom = this.beginPart(rect, background);
    this.slices.draw({ left, bottom, width, height }, layers);
  }

  /** Draws lines over a cross-section. @param depthNm how far from its plane they are seen. */
  drawSliceSkeletons(rect: PanelRect, cut: Cut, depthNm: number, skeletons: readonly DrawnSkeleton[]): void {
    if (skeletons.length === 0) return;
    this.enterPart(rect);
    this.scenery?.drawInSlice(cut, depthNm, skeletons);
  }

  /** Parts of the canvas become the cross-sections of the scene, as they are now. */
  keepPlanes(planes: readonly { readonly cut: Cut; readonly rect: PanelRect }[]): void {
    this.scenery?.keepPlanes(
      planes.map(({ cut, rect }) => ({ cut, left: rect.left, bottom: this.bottomOf(rect) })),
    );
  }

  /** Cross-sections of the scene that no panel shows. */
  paintPlanes(planes: readonly PaintedPlane[]): void {
    this.scenery?.paintPlanes(planes);
  }

  /** Draws meshes, cross-sections, the outline of the volume and the axes into a part of the canvas, which is cleared. */
  drawScene(rect: PanelRect, camera: Camera, content: SceneContent): void {
    const { scenery } = this;
    scenery?.drawScene([rect.width, rect.height], camera, content);
    const bottom = this.beginPart(rect);
    scenery?.copyTo(rect.left, bottom);
  }

  /** @param px pixels from the top left corner of the panel that the camera is of. */
  pick(camera: Camera, content: PickedContent, px: readonly [number, number]): PickedPart | undefined {
    return this.isLost ? undefined : this.scenery?.pick(camera, content, px);
  }

  /** What is drawn from now on stays within the rectangle, which is cleared. @returns its lower edge. */
  private beginPart(rect: PanelRect, background?: Rgb): number {
    const bottom = this.enterPart(rect);
    clearTo(this.gl, background);
    return bottom;
  }

  /** What is drawn from now on stays within the rectangle. @returns its lower edge. */
  private enterPart(rect: PanelRect): number {
    const { gl } = this;
    const { left, width, height } = rect;
    const bottom = this.bottomOf(rect);
    gl.viewport(left, bottom, width, height);
    gl.scissor(left, bottom, width, height);
    gl.enable(gl.SCISSOR_TEST);
    return bottom;
  }

  private bottomOf({ top, height }: PanelRect): number {
    return this.canvas.height - top - height;
  }

  uploadChunk(chunk: ChunkData): ChunkTexture {
    return createChunkTexture(this.gl, chunk);
  }

  /** For images that are mixed across the borders of chunks, once `fillBorder` was called. */
  uploadBordered(block: VoxelBlock): ChunkTexture {
    return createBorderedTexture(this.gl, block);
  }

  /** Called again when chunks around may have come. @param block what the texture was made of. */
  fillBorder(texture: ChunkTexture, block: VoxelBlock, neighbour: Neighbour): void {
    fillBorder(this.gl, texture, block, neighbour);
  }

  releaseChunk({ texture }: ChunkTexture): void {
    this.gl.deleteTexture(texture);
  }

  uploadTable(table: SegmentTable): TableTexture {
    return createTableTexture(this.gl, table);
  }

  releaseTable({ texture }: TableTexture): void {
    this.gl.deleteTexture(texture);
  }

  uploadSkeleton(geometry: SkeletonGeometry): GpuSkeleton {
    return this.loaded.uploadSkeleton(geometry);
  }

  releaseSkeleton(skeleton: GpuSkeleton): void {
    this.scenery?.releaseSkeleton(skeleton);
  }

  uploadMesh(geometry: MeshGeometry): GpuMesh {
    return this.loaded.uploadMesh(geometry);
  }

  releaseMesh(mesh: GpuMesh): void {
    this.scenery?.releaseMesh(mesh);
  }

  private get loaded(): Scenery {
    if (this.scenery) return this.scenery;
    throw new UsageError({ subject: 'stage', expected: 'loadScenery before an upload for it', got: 'none' });
  }

  /** Frees the context at once; a page would otherwise hold it until garbage is collected. */
  dispose(): void {
    this.canvas.removeEventListener('webglcontextlost', this.onLost);
    this.canvas.removeEventListener('webglcontextrestored', this.onRestored);
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  private readonly onLost = (event: Event): void => {
    // Without this the browser never restores it.
    event.preventDefault();
    this.events.lost();
  };

  private readonly onRestored = (): void => {
    this.slices = new SliceRenderer(this.gl);
    this.scenery = this.makeScenery?.();
    this.events.restored();
  };
}
