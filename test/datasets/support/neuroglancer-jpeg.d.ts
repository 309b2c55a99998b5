/** The package's declarations of this module are empty. */
declare module 'neuroglancer/unstable/third_party/jpgjs/jpg.js' {
  export class JpegDecoder {
    readonly width: number;
    readonly height: number;
    readonly numComponents: number;
    parse(bytes: Uint8Array): void;
    /** Interleaved. */
    getData(width: number, height: number, forceRgb: boolean): Uint8Array;
  }
}
