/** What is measured inside a page, whichever viewer is in it. `watchPage` runs there, before anything of the page. */

/** Milliseconds since the navigation began, where nothing else is said. */
export interface PageClock {
  /** The frame after the first voxels were drawn. */
  firstSlice?: number;
  /** The frame after the last voxels went to the GPU. */
  lastSlice?: number;
  /** The frame after the viewer says that all is there. */
  complete?: number;
  /** Tasks of 50 ms and more on the page's thread: begin, length. */
  readonly longTasks: (readonly [number, number])[];
  /** While `isRecording`: begins of frames. */
  frames: number[];
  isRecording: boolean;
}

/** The part of Neuroglancer's `window.viewer` that says whether everything is drawn. */
interface PeerViewer {
  readonly display: { isReady(): boolean };
  readonly layerManager: { readonly managedLayers: readonly { isReady(): boolean }[] };
}

export function watchPage(): void {
  const clock: PageClock = { longTasks: [], frames: [], isRecording: false };
  const scope = window as unknown as { clock: PageClock; viewer?: PeerViewer };
  scope.clock = clock;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) clock.longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
  // Two frames on, the picture of this one has been handed to the screen.
  const onScreen = (then: (now: number) => void) =>
    requestAnimationFrame(() => requestAnimationFrame(() => then(performance.now())));

  const gl = WebGL2RenderingContext.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  let isWaiting = false;
  let isFirst = true;
  const drawn = () => {
    if (!isWaiting) return;
    isWaiting = false;
    onScreen((now) => {
      clock.firstSlice ??= now;
      clock.lastSlice = now;
    });
  };
  const RED_INTEGER = 0x8d94;
  for (const name of ['texImage2D', 'texSubImage2D', 'texImage3D', 'texSubImage3D']) {
    const original = gl[name] as (...args: unknown[]) => unknown;
    gl[name] = function (this: unknown, ...args: unknown[]) {
      const isImage = name.endsWith('3D');
      // Voxels come as 3-D textures, or, as words of compressed labels, as one lane of integers; the first must be an image.
      if (ArrayBuffer.isView(args.at(-1)) || ArrayBuffer.isView(args.at(-2)))
        if (isImage || (!isFirst && args.includes(RED_INTEGER))) {
          isWaiting = true;
          isFirst = false;
        }
      return original.apply(this, args);
    };
  }
  for (const name of ['drawArrays', 'drawArraysInstanced', 'drawElements']) {
    const original = gl[name] as (...args: unknown[]) => unknown;
    gl[name] = function (this: unknown, ...args: unknown[]) {
      drawn();
      return original.apply(this, args);
    };
  }

  const complete = () =>
    onScreen((now) => {
      clock.complete ??= now;
    });
  document.addEventListener('floodlight-idle', complete, { capture: true, once: true });
  const isPeerReady = ({ display, layerManager }: PeerViewer) =>
    layerManager.managedLayers.length > 0 &&
    layerManager.managedLayers.every((layer) => layer.isReady()) &&
    display.isReady();
  const look = () => {
    if (clock.isRecording) clock.frames.push(performance.now());
    if (clock.complete === undefined && scope.viewer && isPeerReady(scope.viewer)) complete();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
