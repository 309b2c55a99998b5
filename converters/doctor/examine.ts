import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { VERSION } from '../console/index.ts';
import { type Finding, type GpuFacts, judgeGpu } from './findings.ts';

/** Looks at what this machine has; nothing is changed and nothing is sent. */
export async function examineMachine(): Promise<Finding[]> {
  return [program(), node(), processor(), await onnxruntime(), judgeGpu(await gpuFacts()), chromium()];
}

const program = (): Finding => ({ subject: 'floodlight', state: 'ok', found: VERSION });

function node(): Finding {
  const found = `${process.versions.node} on ${process.platform} ${process.arch}`;
  if (Number(process.versions.node.split('.')[0]) >= 22) return { subject: 'Node', state: 'ok', found };
  return { subject: 'Node', state: 'bad', found, cure: 'Node 22 or newer is needed' };
}

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const processor = (): Finding => ({
  subject: 'CPU, memory',
  state: 'ok',
  found: `${availableParallelism()} threads, ${gibibytes(freemem())} of ${gibibytes(totalmem())} free`,
});

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
    const found = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { subject, state: 'bad', found, cure: 'npm install onnxruntime-node' };
  }
}

async function gpuFacts(): Promise<GpuFacts> {
  const hardware = await displayControllers();
  try {
    const { adapterName } = await createNodeGpu({ software: false });
    return { hardware, adapter: adapterName, problem: undefined };
  } catch (error) {
    return { hardware, adapter: undefined, problem: error instanceof Error ? error.message : String(error) };
  }
}

const PCI_FOLDER = '/sys/bus/pci/devices';
const VENDORS: Readonly<Record<string, string>> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' };

/** PCI class 03 is a display controller. Vendors that only emulate one, as virtual machines do, have no GPU to offer. */
async function displayControllers(): Promise<string[]> {
  const devices = await readdir(PCI_FOLDER).catch(() => []);
  const read = (device: string, file: string) =>
    readFile(join(PCI_FOLDER, device, file), 'utf8').catch(() => '');
  const found: string[] = [];
  for (const device of devices) {
    if (!(await read(device, 'class')).startsWith('0x03')) continue;
    const vendor = VENDORS[(await read(device, 'vendor')).trim()];
    if (vendor) found.push(`${vendor} GPU`);
  }
  return found;
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
