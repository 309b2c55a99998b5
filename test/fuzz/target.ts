/** One decoder as the fuzzer sees it. */
export interface FuzzTarget {
  readonly name: string;
  /** Of all mutations, this one's part is share / sum of shares: slow decoders get less. */
  readonly share: number;
  /** Valid inputs, small, from which mutations start. */
  readonly seeds: readonly Uint8Array[];
  /** Whether numbers and names of the input are text. */
  readonly isText?: boolean;
  /** Whether checksums refuse nearly every mutation. */
  readonly isChecked?: boolean;
  /** Makes checksums right again. */
  readonly repair?: (bytes: Uint8Array) => Uint8Array;
  /** Decodes all there is; throws, or rejects. */
  readonly decode: (bytes: Uint8Array) => unknown;
}
