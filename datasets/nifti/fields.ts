/** What reads a header's numbers. */
export interface Fields {
  readonly version: 1 | 2;
  readonly subject: string;
  readonly little: boolean;
  readonly view: DataView;
  real(offset: number): number;
}
