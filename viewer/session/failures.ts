import { isFloodlightError } from '../../datasets/errors.ts';

/** A layer's chunks fail for one cause, hundreds at once: it is told once, and again after a retry. */
export class Failures {
  private readonly told = new Set<string>();
  private readonly failed: (error: unknown, subject: string) => void;

  constructor(failed: (error: unknown, subject: string) => void) {
    this.failed = failed;
  }

  /** @param key of what was not loaded. */
  tell(key: string, error: unknown): void {
    const isMesh = key.includes('/mesh/');
    const cause = isFloodlightError(error) ? `${key.split('/')[0]} ${isMesh ? key : ''} ${error.tag}` : key;
    if (this.told.has(cause)) return;
    this.told.add(cause);
    this.failed(error, key);
  }

  forget(): void {
    this.told.clear();
  }
}
