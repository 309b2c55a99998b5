import { readFile } from 'node:fs/promises';
import { InvalidDataError, MissingError, UnsupportedError } from '../../datasets/errors.ts';
import { openStore } from '../../datasets/stores/index.node.ts';
import type { DecoratedVolume, RequestSources } from '../../ffn/inference/index.ts';
import { type OpenedInput, openInput } from './open-input.ts';

/** What a request names besides its image, opened as this program opens its inputs. */
export interface OpenedSources extends RequestSources {
  /** Closes every volume that was opened. */
  close(): Promise<void>;
}

export function createRequestSources(): OpenedSources {
  const opened: OpenedInput[] = [];
  return {
    async openVolume(volume) {
      const named = inputOf(volume);
      if (named === '') {
        const subject = 'volume of the request';
        throw new InvalidDataError({ subject, expected: 'hdf5 or tensorstore', got: 'neither' });
      }
      const input = await openInput(named);
      opened.push(input);
      return input.volume;
    },
    openDirectory: async (path) => openStore(path),
    async readFile(path) {
      try {
        return new Uint8Array(await readFile(path));
      } catch (cause) {
        throw new MissingError({ subject: path, expected: 'a file', got: 'none that opens', cause });
      }
    },
    async close() {
      await Promise.all(opened.splice(0).map((input) => input.close()));
    },
  };
}

/** @returns the input as a command line names it; '' where the volume names none. */
export function inputOf({ hdf5, tensorstore, volinfo, decoratorSpecs }: DecoratedVolume): string {
  if (decoratorSpecs !== '' || volinfo !== '') {
    throw new UnsupportedError({
      subject: 'volume of the request',
      expected: 'hdf5 or tensorstore',
      got: volinfo !== '' ? `volinfo "${volinfo}"` : `decorator_specs "${decoratorSpecs}"`,
      cure: 'The volume store that these belong to is not public',
    });
  }
  return hdf5 || (tensorstore && inputOfTensorstore(tensorstore));
}

/** Prefixes of inputs, by TensorStore's names of its drivers. */
const DRIVERS: Readonly<Record<string, string>> = {
  neuroglancer_precomputed: 'precomputed',
  zarr: 'zarr',
  zarr2: 'zarr',
  zarr3: 'zarr',
  n5: 'n5',
};

interface Specification {
  readonly driver?: unknown;
  readonly kvstore?: unknown;
  readonly path?: unknown;
}

/** A specification without transforms: a driver, and where its files are. */
function inputOfTensorstore(text: string): string {
  const fail = (expected: string, got: string) =>
    new InvalidDataError({ subject: 'tensorstore specification', expected, got });
  let spec: Specification | null;
  try {
    spec = JSON.parse(text) as Specification | null;
  } catch {
    throw fail('JSON', text.slice(0, 80));
  }
  const prefix = DRIVERS[String(spec?.driver)];
  if (prefix === undefined)
    throw fail(`a driver of ${Object.keys(DRIVERS).join(', ')}`, String(spec?.driver));
  const extras = Object.keys(spec ?? {}).filter(
    (key) => !['driver', 'kvstore', 'path', 'open'].includes(key),
  );
  if (extras.length > 0) {
    throw new UnsupportedError({
      subject: 'tensorstore specification',
      expected: 'driver, kvstore and path',
      got: extras.join(', '),
      cure: 'Give the whole volume, in its own order of axes',
    });
  }
  const url = urlOf(spec?.kvstore);
  if (url === undefined) throw fail('a kvstore: a URL, or driver and path', JSON.stringify(spec?.kvstore));
  const path = typeof spec?.path === 'string' ? spec.path : '';
  return `${prefix}://${url}${path && !url.endsWith('/') ? '/' : ''}${path}`;
}

function urlOf(kvstore: unknown): string | undefined {
  if (typeof kvstore === 'string') return kvstore;
  if (typeof kvstore !== 'object' || kvstore === null) return undefined;
  const { driver, path = '', bucket, base_url } = kvstore as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string') return undefined;
  if (driver === 'file') return path;
  if (driver === 'http' && typeof base_url === 'string') return `${base_url}${path}`;
  const scheme = driver === 'gcs' ? 'gs' : driver === 's3' ? 's3' : undefined;
  return scheme !== undefined && typeof bucket === 'string' ? `${scheme}://${bucket}/${path}` : undefined;
}
