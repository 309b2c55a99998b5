import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingError } from '../errors.ts';
import { createFileStore } from './file.node.ts';
import { parseServiceAccount } from './google-token.ts';
import { openRemoteStore, type RemoteStoreOptions } from './open-remote-store.ts';
import type { Store } from './store.ts';

export interface OpenStoreOptions extends RemoteStoreOptions {
  /** Where credentials are looked up. Default the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens the folder that a path or URL names: paths, `file://`, and what `openRemoteStore` knows. Credentials come from
 * AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION (or AWS_DEFAULT_REGION), AWS_ENDPOINT_URL_S3
 * and GOOGLE_APPLICATION_CREDENTIALS where they are set; each is used for its own kind of bucket only.
 * @throws UnsupportedError for other schemes; MissingError where the named key file is not there.
 */
export function openStore(url: string, options: OpenStoreOptions = {}): Store {
  if (/^file:\/\/\//i.test(url)) return createFileStore(fileURLToPath(url));
  // file://relative/path is no URL of the standard, but people write it.
  if (/^file:\/\//i.test(url)) return createFileStore(resolve(url.slice('file://'.length)));
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(url)) return createFileStore(resolve(url));
  return openRemoteStore(url, { ...fromEnvironment(url, options.env), ...options });
}

/**
 * What the environment says of the kind of bucket that a URL names; see `openStore`.
 * @throws MissingError where the named key file is not there.
 */
export function fromEnvironment(
  url: string,
  env: NonNullable<OpenStoreOptions['env']> = process.env,
): RemoteStoreOptions {
  if (/^gs:/i.test(url)) return { google: readKey(env['GOOGLE_APPLICATION_CREDENTIALS']) };
  if (!/^(s3|r2):/i.test(url)) return {};
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'] || undefined;
  return {
    region: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined,
    endpoint: env['AWS_ENDPOINT_URL_S3'] || undefined,
    aws: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken } : undefined,
  };
}

function readKey(path: string | undefined) {
  if (!path) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const subject = `GOOGLE_APPLICATION_CREDENTIALS=${path}`;
    const cure = 'Correct the variable, or unset it to read public data';
    throw new MissingError({ subject, expected: 'a key file', got: 'none to read', cure, cause });
  }
  return parseServiceAccount(text, path);
}
