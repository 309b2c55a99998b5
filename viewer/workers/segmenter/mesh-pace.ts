/** How often a growing object is meshed: its worker has other things to do. */

/** Between two meshes, at least; and so many times what the last one took. */
const [LEAST_MS, TIMES] = [700, 8];

export class MeshPace {
  private dueAt = 0;

  /** Asked where there would be another mesh; true at most once until it is due again. */
  isDue(): boolean {
    const now = performance.now();
    if (now < this.dueAt) return false;
    this.dueAt = now + LEAST_MS;
    return true;
  }

  took(ms: number): void {
    this.dueAt = Math.max(this.dueAt, performance.now() + TIMES * ms);
  }
}
