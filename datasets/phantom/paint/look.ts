/** What the microscope makes of the scene: how soft it sees, and how dark things are. Grey values are 0 to 255. */
export interface Look {
  /** Half width of what is seen as one point, nanometres. */
  readonly softnessNm: number;
  /** Grey of full stain. */
  readonly black: number;
}

/** A painter adds to these. Overwritten for each voxel. */
export interface Paint {
  /** Grey of what fills the place. */
  ground: number;
  /** Stain on top of it: 0 none, 1 full, clipped there. */
  stain: number;
}

export function finish({ ground, stain }: Paint, { black }: Look): number {
  const share = stain <= 0 ? 0 : stain >= 1 ? 1 : stain;
  return ground + share * (black - ground);
}
