/** One cold load of a viewer: a browser of its own that has started, nothing in any cache. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumArgs, findChromium } from '../../../scripts/lib/chromium.ts';
import { type PageClock, watchPage } from './page-clock.ts';

export const VIEWPORT = { width: 1280, height: 800 };

export interface Load {
  readonly clock: PageClock;
  /** When the navigation began: milliseconds since 1970. */
  readonly began: number;
  /** By the kind of movement. */
  readonly frames: Readonly<Record<string, readonly number[]>>;
}

/** A thousand meshes on a crowded machine take minutes, in either viewer. */
const TIMEOUT_MS = 600_000;

/** What the browser itself does when it starts is not the viewer's. */
const SETTLE_MS = 1500;

/** @param move also drags, zooms and turns once all is there. */
export async function loadViewer(url: string, move: boolean): Promise<Load> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('bench: expected Chromium, got none');
  const browser: Browser = await chromium.launch({ executablePath, args: chromiumArgs() });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, deviceScaleFactor: 1 });
    await page.addInitScript(watchPage);
    await page.goto('about:blank');
    await page.waitForTimeout(SETTLE_MS);
    await page.goto(url);
    await page.waitForFunction(
      () => (window as unknown as { clock: PageClock }).clock.complete !== undefined,
      undefined,
      { timeout: TIMEOUT_MS },
    );
    const frames = move ? await moveAround(page) : {};
    const [clock, began] = await page.evaluate(() => {
      const { clock } = window as unknown as { clock: PageClock };
      return [clock, performance.timeOrigin] as const;
    });
    return { clock, began, frames };
  } finally {
    await browser.close();
  }
}

/** Where the first cross-section is in both viewers. */
const CENTER = [330, 230] as const;
const STEPS = 12;

/** The same mouse and keys in both: their bindings are the same. @returns times between frames, milliseconds. */
async function moveAround(page: Page): Promise<Record<string, readonly number[]>> {
  const { mouse, keyboard } = page;
  const [x, y] = CENTER;
  const drag = async () => {
    await mouse.move(x, y);
    await mouse.down();
    const frames = await record(page, async () => {
      await mouse.move(x - 150, y - 60, { steps: STEPS });
      await mouse.move(x + 60, y + 90, { steps: STEPS });
    });
    await mouse.up();
    return frames;
  };
  const pan = await drag();
  await mouse.move(x, y);
  await keyboard.down('Control');
  const zoom = await record(page, async () => {
    for (let i = 0; i < 2 * STEPS; i++) await mouse.wheel(0, i < STEPS ? -30 : 30);
  });
  await keyboard.up('Control');
  await keyboard.down('Shift');
  const rotate = await drag();
  await keyboard.up('Shift');
  return { pan, zoom, rotate };
}

async function record(page: Page, movement: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const { clock } = window as unknown as { clock: PageClock };
    clock.frames = [];
    clock.isRecording = true;
  });
  await movement();
  const begins = await page.evaluate(() => {
    const { clock } = window as unknown as { clock: PageClock };
    clock.isRecording = false;
    return clock.frames;
  });
  return begins.slice(1).map((begin, i) => begin - (begins[i] as number));
}
