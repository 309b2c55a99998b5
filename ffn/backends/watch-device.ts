/** Tells the loss of a device from all other failures. */
import { TransientError } from '../../datasets/errors.ts';
import { ReadBackError } from '../kernels/index.ts';

/** A device was lost in the middle of something, with all that it held. Another one may do it. */
export class DeviceLostError extends TransientError {
  /** Which, for comparing. */
  readonly device: object;

  constructor(
    device: object,
    parts: { readonly doing: string; readonly got: string; readonly cause?: unknown },
  ) {
    super({
      subject: `GPU, ${parts.doing}`,
      expected: 'a device that stays',
      got: `device lost: ${parts.got}`,
      cure: 'Look for other programs on this GPU, updates of its driver, and whether the machine slept',
      cause: parts.cause,
    });
    this.device = device;
  }
}

export interface DeviceWatch {
  /**
   * @param doing for messages: `evaluating`.
   * @throws DeviceLostError where the device is lost before or meanwhile; else what `body` throws.
   */
  guard<T>(doing: string, body: () => Promise<T>): Promise<T>;
}

/** A loss may be told a moment after what failed by it. */
const SETTLE_MS = 20;

/**
 * A device counts as lost when its promise says so, whatever reason that gives (drivers, browsers and we ourselves cause
 * all of them), and when it does not give back what it computed.
 */
export function watchDevice(device: GPUDevice): DeviceWatch {
  let loss: string | undefined;
  const waiting = new Set<(got: string) => void>();
  void device.lost.then(({ message }) => {
    loss = message || 'no reason given';
    for (const tell of waiting) tell(loss);
  });
  return {
    async guard(doing, body) {
      let tell = (_got: string): void => {};
      const lost = new Promise<never>((_, reject) => {
        tell = (got) => reject(new DeviceLostError(device, { doing, got }));
      });
      waiting.add(tell);
      if (loss !== undefined) tell(loss);
      try {
        // Not `body` alone: a driver that is gone may never answer.
        return await Promise.race([lost, loss === undefined ? body() : lost]);
      } catch (cause) {
        if (cause instanceof DeviceLostError) throw cause;
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        if (loss === undefined && !(cause instanceof ReadBackError)) throw cause;
        const got = loss ?? (cause as Error).message;
        throw new DeviceLostError(device, { doing, got, cause });
      } finally {
        waiting.delete(tell);
      }
    },
  };
}
