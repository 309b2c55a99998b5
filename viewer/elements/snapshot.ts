import { UnsupportedError } from '../../datasets/errors.ts';
import type { Panel, Session } from '../session/index.ts';

/** Copies what is drawn over the panels' backgrounds. @returns a PNG in device pixels. */
export async function takeSnapshot(session: Session, panels: readonly Panel[]): Promise<Blob> {
  const { canvas } = session;
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d');
  const origin = canvas.getBoundingClientRect();
  const ratio = canvas.width / origin.width;
  for (const { element } of panels) {
    const { left, top, width, height } = element.getBoundingClientRect();
    if (!context) break;
    context.fillStyle = getComputedStyle(element).backgroundColor;
    context.fillRect((left - origin.left) * ratio, (top - origin.top) * ratio, width * ratio, height * ratio);
  }
  // A context shows what was drawn in the same task only: drawing and copying go together.
  session.drawNow();
  context?.drawImage(canvas, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => copy.toBlob(resolve, 'image/png'));
  if (blob) return blob;
  throw new UnsupportedError({ subject: 'snapshot', expected: 'a PNG from this browser', got: 'none' });
}
