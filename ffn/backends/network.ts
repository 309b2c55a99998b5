import type { Zyx } from '../../datasets/geometry/index.ts';
import type { DeviceLoop, LoopInput } from './device-loop.ts';

/** What the canvas and the movement policy need to know of a network. */
export interface NetworkInfo {
  /** FOV of image, seed and prediction alike, in voxels (zyx). Odd. */
  readonly fovSize: Zyx;
  /** Step by which the FOV moves, in voxels (zyx). */
  readonly deltas: Zyx;
}

/**
 * A flood-filling network ready to run on one device. The step loop of a canvas calls `predict`; devices
 * that keep the loop to themselves implement more than this, but always this.
 */
export interface FfnNetwork {
  readonly info: NetworkInfo;
  /** For people: "cpu (onnxruntime, 2 threads)". */
  readonly device: string;
  /**
   * One evaluation for each of `batch` fields of view.
   * @param image [batch, z, y, x] float32, normalised: (v - mean) / stddev.
   * @param seed [batch, z, y, x] float32 mask logits; unseen voxels already hold the pad logit, no NaN.
   * @returns [batch, z, y, x] float32 logits: seed + update, before the disconnected-seed rule.
   */
  predict(image: Float32Array, seed: Float32Array, batch: number): Promise<Float32Array>;
  /** Devices that keep the canvas and the walk to themselves have this. */
  openLoop?(input: LoopInput): Promise<DeviceLoop>;
  /** Bytes of buffers on the device that a canvas takes there. @param shape voxels, zyx. */
  deviceBytes?(shape: Zyx): number;
  /**
   * After an error of a device that can be lost: makes the network anew on another device. Loops that are open are lost.
   * @returns false where `error` is of another kind, or nothing can be done.
   * @throws UnsupportedError where no device can be had now.
   */
  renew?(error: unknown): Promise<boolean>;
  dispose(): Promise<void>;
}
