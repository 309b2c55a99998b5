import type { Camera, Cut, MeshGeometry, Rgb, SkeletonGeometry } from '../state/index.ts';
import { COPY_PROGRAM } from './copy-program.ts';
import { type BegunProgram, beginProgram } from './gl.ts';
import { LINES_PROGRAM } from './lines-program.ts';
import { LinesRenderer } from './lines-renderer.ts';
import { MESH_PROGRAM } from './mesh-program.ts';
import { type DrawnMesh, type GpuMesh, MeshRenderer } from './mesh-renderer.ts';
import { type PickedContent, type PickedPart, PickTarget } from './pick-target.ts';
import { PLANE_PROGRAM } from './plane-program.ts';
import { type KeptPlane, type PaintedPlane, PlaneRenderer } from './plane-renderer.ts';
import { SceneTarget } from './scene-target.ts';
import { type DrawnSkeleton, type GpuSkeleton, SkeletonRenderer } from './skeleton-renderer.ts';
import type { SliceRenderer } from './slice-renderer.ts';

/** What the scene shows beside the outline and the axes. */
export interface SceneContent {
  readonly meshes: readonly DrawnMesh[];
  readonly skeletons: readonly DrawnSkeleton[];
  readonly background?: Rgb | undefined;
  /** Without smooth edges, in half the time where the processor draws. */
  readonly isQuick?: boolean;
}

const PROGRAMS = { target: COPY_PROGRAM, lines: LINES_PROGRAM, planes: PLANE_PROGRAM, meshes: MESH_PROGRAM };
type FirstProgram = keyof typeof PROGRAMS;
const FIRST_PROGRAMS: readonly FirstProgram[] = ['target', 'lines', 'planes', 'meshes'];

/** Between two looks at whether a program is compiled. */
const LOOK_MS = 4;
const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_MS));

/**
 * What draws beside cross-sections: meshes, skeletons, the scene around them, and what is picked of it. Loaded when it is
 * first needed. Programs of skeletons and picking are compiled when something first needs them.
 */
export class Scenery {
  private readonly gl: WebGL2RenderingContext;
  private readonly slices: SliceRenderer;
  private made: {
    meshes?: MeshRenderer;
    skeletons?: SkeletonRenderer;
    lines?: LinesRenderer;
    planes?: PlaneRenderer;
    target?: SceneTarget;
    picking?: PickTarget;
  } = {};

  /** Of what the first scene needs, compiled beside the page. */
  private readonly begun: { [name in FirstProgram]?: BegunProgram } = {};

  constructor(gl: WebGL2RenderingContext, slices: SliceRenderer) {
    this.gl = gl;
    this.slices = slices;
  }

  /** Waits until a first scene will not keep the page waiting for its programs. */
  async settle(): Promise<void> {
    await this.carriedOut();
    // One after the other: the page's own pictures come between them where the processor draws.
    for (const name of FIRST_PROGRAMS) {
      const program = this.begin(name);
      await this.carriedOut();
      while (!program.isReady) await pause();
      void this[name];
    }
  }

  /** Waits until the card has done what it was told: what a program is made of is answered behind all that. */
  private async carriedOut(): Promise<void> {
    const { gl } = this;
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    while (fence && !gl.isContextLost() && gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED)
      await pause();
    gl.deleteSync(fence);
  }

  private begin(name: FirstProgram): BegunProgram {
    this.begun[name] ??= beginProgram(this.gl, PROGRAMS[name]);
    return this.begun[name];
  }

  /** Parts of the canvas, which must be bound, become the cross-sections of the scene. */
  keepPlanes(planes: readonly KeptPlane[]): void {
    if (planes.length > 0 || this.made.planes) this.planes.keep(planes);
  }

  paintPlanes(planes: readonly PaintedPlane[]): void {
    this.planes.paint(this.slices, planes);
  }

  /** Draws into a surface of its own. @param size device pixels. */
  drawScene(size: readonly [number, number], camera: Camera, content: SceneContent): void {
    const { meshes, skeletons, background, isQuick = false } = content;
    this.target.begin(size, background, isQuick);
    if (meshes.length > 0) this.meshes.drawSolid(camera, meshes);
    if (skeletons.length > 0) this.skeletons.draw(camera, skeletons);
    this.made.planes?.draw(camera);
    this.lines.draw(camera);
    if (meshes.length > 0) this.meshes.drawTransparent(camera, meshes);
    this.target.end();
  }

  /** Copies what was drawn to a place in the canvas, whose viewport must be set. */
  copyTo(left: number, bottom: number): void {
    this.target.copyTo(left, bottom);
  }

  drawInSlice(cut: Cut, depthNm: number, skeletons: readonly DrawnSkeleton[]): void {
    this.skeletons.drawInSlice(cut, depthNm, skeletons);
  }

  pick(camera: Camera, content: PickedContent, px: readonly [number, number]): PickedPart | undefined {
    this.made.picking ??= new PickTarget(this.gl);
    return this.made.picking.pick(camera, content, px);
  }

  uploadMesh(geometry: MeshGeometry): GpuMesh {
    return this.meshes.upload(geometry);
  }

  releaseMesh(mesh: GpuMesh): void {
    this.meshes.release(mesh);
  }

  uploadSkeleton(geometry: SkeletonGeometry): GpuSkeleton {
    return this.skeletons.upload(geometry);
  }

  releaseSkeleton(skeleton: GpuSkeleton): void {
    this.skeletons.release(skeleton);
  }

  private get meshes(): MeshRenderer {
    this.made.meshes ??= new MeshRenderer(this.gl, this.begin('meshes'));
    return this.made.meshes;
  }

  private get skeletons(): SkeletonRenderer {
    this.made.skeletons ??= new SkeletonRenderer(this.gl);
    return this.made.skeletons;
  }

  private get lines(): LinesRenderer {
    this.made.lines ??= new LinesRenderer(this.gl, this.begin('lines'));
    return this.made.lines;
  }

  private get planes(): PlaneRenderer {
    this.made.planes ??= new PlaneRenderer(this.gl, this.begin('planes'));
    return this.made.planes;
  }

  private get target(): SceneTarget {
    this.made.target ??= new SceneTarget(this.gl, this.begin('target'));
    return this.made.target;
  }
}
