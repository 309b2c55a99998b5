import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { VERSION } from '../console/index.ts';
import { surveyGpu } from './assert-vulkan.ts';
import { type Finding, type GpuFacts, judgeDisk, judgeGpu, judgeMemory } from './findings.ts';

/** Looks at what this machine has; nothing is changed and nothing is sent. */
export async function examineMachine(): Promise<Finding[]> {
  return [
    ...[program(), node(), processor(), memory(), await disk('.')],
    ...(await packages()),
    ...[await onnxruntime(), judgeGpu(await gpuFacts()), chromium()],
  ];
}

const program = (): Finding => ({ subject: 'floodlight', state: 'ok', found: VERSION });

function node(): Finding {
  const found = `${process.versions.node} on ${process.platform} ${process.arch}`;
  if (Number(process.versions.node.split('.')[0]) >= 22) return { subject: 'Node', state: 'ok', found };
  return { subject: 'Node', state: 'bad', found, cure: 'Node 22 or newer is needed' };
}

const processor = (): Finding => ({
  subject: 'CPU',
  state: 'ok',
  found: `${availableParallelism()} threads, ${cpus()[0]?.model.trim() || 'of a kind that is not told'}`,
});

function memory(): Finding {
  // The platform says 0, or more than there is, where nothing limits this process.
  const limit = process.constrainedMemory() || undefined;
  return judgeMemory({ available: process.availableMemory(), total: totalmem(), limit });
}

async function disk(folder: string): Promise<Finding> {
  const place = resolve(folder);
  try {
    const { bavail, bsize } = await statfs(place);
    return judgeDisk(place, bavail * bsize);
  } catch (error) {
    return {
      subject: 'Disk',
      state: 'missing',
      found: `${place}: ${firstLine(error)}`,
      cure: 'Go to another folder',
    };
  }
}

/** Packages that bring machine code, or WebAssembly: the ones that may fail to load. */
const PACKAGES: readonly (readonly [name: string, purpose: string, load: () => Promise<unknown>])[] = [
  ['sharp', 'PNG, JPEG', () => import('sharp')],
  ['h5wasm', 'HDF5', () => import('h5wasm/node')],
  ['webgpu', 'WebGPU', () => import('webgpu')],
];

async function packages(): Promise<Finding[]> {
  return Promise.all(
    PACKAGES.map(async ([name, purpose, load]): Promise<Finding> => {
      try {
        await load();
        return { subject: name, state: 'ok', found: `loads: ${purpose}` };
      } catch (error) {
        return { subject: name, state: 'bad', found: firstLine(error), cure: `npm install ${name}` };
      }
    }),
  );
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

async function onnxruntime(): Promise<Finding> {
  const subject = 'onnxruntime';
  try {
    const { env } = await import('onnxruntime-node');
    return {
      subject,
      state: 'ok',
      found: `${env.versions.node ?? env.versions.common}: FFN runs on the CPU`,
    };
  } catch (error) {
    return { subject, state: 'bad', found: firstLine(error), cure: 'npm install onnxruntime-node' };
  }
}

async function gpuFacts(): Promise<GpuFacts> {
  const facts = await surveyGpu();
  if (facts.problem !== undefined) return facts;
  try {
    const { adapterName } = await createNodeGpu({ software: false });
    return { ...facts, adapter: adapterName, problem: undefined };
  } catch (error) {
    return { ...facts, problem: firstLine(error) };
  }
}

function chromium(): Finding {
  const subject = 'Chromium';
  const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) =>
    existsSync(p),
  );
  if (path) return { subject, state: 'ok', found: path };
  return {
    subject,
    state: 'missing',
    found: 'none',
    cure: 'Only tests and screenshots need it: apt install chromium',
  };
}
