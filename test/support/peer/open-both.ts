/** Shows a state in both viewers and takes their pictures. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { JsonObject } from '../../../datasets/links/index.ts';
import { openPage } from '../chromium-page.ts';
import type { ServedViewers } from './serve-both.ts';

/** A page's pixels: red, green, blue, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A part of a picture. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture and where its panels are, the scene too, from the top left. */
export interface Shot {
  readonly picture: Picture;
  readonly panels: readonly Rectangle[];
}

export interface OpenViewer {
  /** Shows a state, waits until all of it is drawn. */
  shoot(state: JsonObject): Promise<Shot>;
  close(): Promise<void>;
}

export const openOurs = ({ ours }: ServedViewers, viewport: Viewport) => openViewer(ours, viewport, showOurs);
export const openPeer = ({ peer }: ServedViewers, viewport: Viewport) => openViewer(peer, viewport, showPeer);

interface Viewport {
  readonly width: number;
  readonly height: number;
}

async function openViewer(
  url: string,
  viewport: Viewport,
  show: (json: string) => Promise<Rectangle[]>,
): Promise<OpenViewer> {
  const { page, close } = await openPage(url, viewport);
  return {
    close,
    async shoot(state) {
      const panels = await page.evaluate(show, JSON.stringify(state));
      return { panels, picture: await pictureOf(page) };
    },
  };
}

async function pictureOf(page: Page): Promise<Picture> {
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** Runs in our page. */
async function showOurs(json: string): Promise<Rectangle[]> {
  await customElements.whenDefined('floodlight-viewer');
  const viewer = document.querySelector('floodlight-viewer') as HTMLElement & { state: unknown };
  await new Promise<void>((resolve, reject) => {
    viewer.addEventListener('floodlight-idle', () => resolve(), { once: true });
    viewer.addEventListener('floodlight-error', (event) => reject((event as CustomEvent).detail));
    viewer.state = JSON.parse(json);
  });
  const panels = viewer.shadowRoot?.querySelectorAll('[data-area]') ?? [];
  return [...panels].map((panel) => panel.getBoundingClientRect().toJSON() as Rectangle);
}

/** What the package's clients have as `window.viewer`. */
interface PeerViewer {
  readonly state: { reset(): void; restoreState(state: unknown): void };
  isReady(): boolean;
}

/** Runs in the page of Neuroglancer's client. */
async function showPeer(json: string): Promise<Rectangle[]> {
  const { viewer } = window as unknown as { viewer: PeerViewer };
  viewer.state.reset();
  viewer.state.restoreState(JSON.parse(json));
  // Ready in several frames on end: between a view and its chunks it may say so for one.
  const FRAMES = 4;
  await new Promise<void>((resolve) => {
    let frames = 0;
    const look = () => {
      frames = viewer.isReady() ? frames + 1 : 0;
      if (frames > FRAMES) resolve();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const panels = document.querySelectorAll('.neuroglancer-panel');
  return [...panels].map((panel) => panel.getBoundingClientRect().toJSON() as Rectangle);
}
