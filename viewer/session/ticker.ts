import { Pace } from './pace.ts';

/** What the pictures are drawn with. */
export interface Card {
  /** Whether the last picture is drawn: commands are carried out later than they are given. */
  readonly isDone: boolean;
  /** The commands given so far are a picture. */
  endPicture(): void;
}

/**
 * Says when the next picture is drawn: with an animation frame, once the card is done with the last one. Pictures that queue
 * up would keep the page waiting for the first of them, and show what the reader has left behind.
 */
export class Ticker {
  private readonly pace = new Pace();
  private readonly card: Card;
  private readonly draw: () => void;
  private frame: number | undefined;
  /** Until the next picture of what arrived. */
  private rest: ReturnType<typeof setTimeout> | undefined;
  private isDue = false;
  private isDrawing = false;

  constructor(card: Card, draw: () => void) {
    this.card = card;
    this.draw = draw;
  }

  /** Pictures take long: those of something that moves may be rough. */
  get isSlow(): boolean {
    return this.pace.isSlow;
  }

  /** Any number of calls make one picture. */
  request(): void {
    this.isDue = true;
    this.frame ??= requestAnimationFrame(this.onFrame);
  }

  /** For what arrived, at a pace that leaves time for what is still on its way. */
  requestPaced(): void {
    const rest = this.pace.rest(performance.now());
    if (rest === 0) this.request();
    else this.rest ??= setTimeout(() => this.request(), rest);
  }

  /** A picture is drawn now, whoever asked for it. @returns how long it may upload, milliseconds. */
  begin(): number {
    this.stop();
    return this.pace.begin(performance.now());
  }

  end(): void {
    this.card.endPicture();
    this.isDrawing = true;
    this.frame ??= requestAnimationFrame(this.onFrame);
  }

  stop(): void {
    clearTimeout(this.rest);
    this.rest = undefined;
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.isDue = false;
    this.isDrawing = false;
  }

  private readonly onFrame = (now: number): void => {
    this.frame = undefined;
    if (!this.card.isDone) {
      this.frame = requestAnimationFrame(this.onFrame);
      return;
    }
    if (this.isDrawing) this.pace.end(now);
    this.isDrawing = false;
    if (this.isDue) this.draw();
  };
}
