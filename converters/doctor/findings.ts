import type { VulkanFacts } from './vulkan.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly subject: string;
  /** ok; missing: something works without it, less well; bad: something asked for cannot work. */
  readonly state: 'ok' | 'missing' | 'bad';
  readonly found: string;
  /** What to do, where something is to be done. */
  readonly cure?: string;
}

export interface GpuFacts extends VulkanFacts {
  /** Name of the adapter WebGPU gave; undefined where it gave none. */
  readonly adapter: string | undefined;
  /** What was missing, in the words of the one who looked. */
  readonly problem: string | undefined;
  /** Whether Vulkan is how WebGPU reaches a GPU here: on Linux. */
  readonly usesVulkan: boolean;
}

const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|microsoft basic/i;
const SOFTWARE_DRIVER = /swiftshader|^lvp_/i;
const ON_CPU = 'FFN runs on the CPU by onnxruntime';

/** Tells a missing GPU from a missing loader, a missing driver and a driver that does not work: each has its own cure. */
export function judgeGpu(facts: GpuFacts): Finding {
  const { hardware, adapter, problem, usesVulkan } = facts;
  const subject = 'WebGPU';
  if (adapter !== undefined && !SOFTWARE_ADAPTER.test(adapter))
    return { subject, state: 'ok', found: adapter };
  if (hardware.length > 0 && usesVulkan) return { subject, state: 'bad', ...explainGpu(facts) };
  if (!usesVulkan) return { subject, state: 'missing', found: `no adapter (${problem})`, cure: ON_CPU };
  const found = adapter ? `no GPU; ${adapter} computes on the CPU` : 'no GPU on this machine';
  return { subject, state: 'missing', found, cure: ON_CPU };
}

/** There is a GPU, and no adapter of it. */
function explainGpu({
  hardware,
  hasLoader,
  drivers,
  adapter,
  problem,
}: GpuFacts): Pick<Finding, 'found' | 'cure'> {
  const gpu = hardware.join(', ');
  if (!hasLoader) {
    const cure = 'Install it: apt install libvulkan1, and the driver of the GPU';
    return { found: `${gpu}, but no Vulkan loader (libvulkan.so.1)`, cure };
  }
  const own = drivers.filter((name) => !SOFTWARE_DRIVER.test(name));
  if (own.length === 0) {
    const only = adapter ? `, only ${adapter} on the CPU` : '';
    const isNvidia = hardware.some((name) => name.startsWith('NVIDIA'));
    const cure = isNvidia
      ? "Install NVIDIA's (Debian: nvidia-vulkan-icd; containers: NVIDIA_DRIVER_CAPABILITIES=all and libgl1, libegl1)"
      : 'Install it: apt install mesa-vulkan-drivers';
    return { found: `${gpu}, but no Vulkan driver${only}`, cure };
  }
  const cure =
    'May this user open /dev/nvidia*, /dev/dri/* (groups render, video)? vulkaninfo --summary says more';
  return {
    found: `${gpu} with the Vulkan driver ${own.join(', ')}, which gives no adapter (${problem})`,
    cure,
  };
}

/** A table; the cure below each finding that has one. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const marks = { ok: 'ok ', missing: '-  ', bad: 'BAD' } as const;
  return findings
    .flatMap(({ subject, state, found, cure }) => [
      `${marks[state]} ${subject.padEnd(width)}  ${found}`,
      ...(cure && state !== 'ok' ? [`    ${' '.repeat(width)}  ${cure}`] : []),
    ])
    .join('\n');
}

/** Under this a conversion of large slices or one subvolume of FFN is slow or ends. */
const LITTLE_MEMORY_BYTES = 2 * 2 ** 30;
const LITTLE_DISK_BYTES = 5 * 2 ** 30;

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** @param limit what a container may use, where it is less than the machine has. */
export function judgeMemory({
  available,
  total,
  limit,
}: {
  available: number;
  total: number;
  limit?: number;
}): Finding {
  const isLimited = limit !== undefined && limit < total;
  const most = isLimited ? `${gibibytes(limit)} (the limit of this container)` : gibibytes(total);
  const found = `${gibibytes(available)} of ${most} available`;
  if (available >= LITTLE_MEMORY_BYTES) return { subject: 'Memory', state: 'ok', found };
  const cure = 'Close other programs, or give the container more: large volumes need some gigabytes';
  return { subject: 'Memory', state: 'missing', found, cure };
}

/** @param place what is looked at: a folder. */
export function judgeDisk(place: string, free: number): Finding {
  const subject = 'Disk';
  const found = `${gibibytes(free)} free in ${place}`;
  if (free >= LITTLE_DISK_BYTES) return { subject, state: 'ok', found };
  return {
    subject,
    state: 'missing',
    found,
    cure: 'Datasets are large: write to another disk, or free some space',
  };
}
