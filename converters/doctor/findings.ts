/** One thing that was looked at. */
export interface Finding {
  readonly subject: string;
  /** ok; missing: something works without it, less well; bad: something asked for cannot work. */
  readonly state: 'ok' | 'missing' | 'bad';
  readonly found: string;
  /** What to do, where something is to be done. */
  readonly cure?: string;
}

export interface GpuFacts {
  /** Display controllers on the PCI bus, by vendor. */
  readonly hardware: readonly string[];
  /** Name of the adapter WebGPU gave; undefined where it gave none. */
  readonly adapter: string | undefined;
  /** What was missing, in the words of the one who looked. */
  readonly problem: string | undefined;
}

const SOFTWARE_ADAPTER = /swiftshader|llvmpipe|lavapipe|microsoft basic/i;

/** Tells a missing GPU from a missing driver: they need different cures. */
export function judgeGpu({ hardware, adapter, problem }: GpuFacts): Finding {
  const subject = 'WebGPU';
  if (adapter !== undefined && !SOFTWARE_ADAPTER.test(adapter))
    return { subject, state: 'ok', found: adapter };
  if (hardware.length > 0) {
    const found = `${hardware.join(', ')} on the bus, but ${adapter ? `only ${adapter}` : `no adapter (${problem})`}`;
    const cure =
      "The GPU has no Vulkan driver: install its vendor's (NVIDIA: nvidia-driver; AMD, Intel: mesa-vulkan-drivers)";
    return { subject, state: 'bad', found, cure };
  }
  const found = adapter ? `no GPU; ${adapter} computes on the CPU` : 'no GPU on this machine';
  return { subject, state: 'missing', found, cure: 'FFN runs on the CPU by onnxruntime' };
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
