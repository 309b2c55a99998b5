import { UsageError } from '../errors.ts';

/** Where a bucket URL leads to. */
export interface BucketUrl {
  readonly kind: 's3' | 'gs';
  readonly bucket: string;
  /** Folder in the bucket, without slashes at its ends; may be empty. */
  readonly folder: string;
  /** https URL of the bucket's root, without a last slash. */
  readonly rootUrl: string;
  /** Region that requests are signed for; S3 and R2. */
  readonly region: string;
  /** Root of the JSON API; Google. */
  readonly apiUrl: string;
}

export interface BucketOptions {
  /** Default: none in the address, `us-east-1` (R2: `auto`) in signatures. */
  readonly region?: string;
  /** https URL of another host that speaks the same protocol. r2:// needs it. */
  readonly endpoint?: string;
}

const BUCKET = /^(s3|gs|r2):\/\/([a-z0-9][a-z0-9._-]{1,220})(?:\/(.*))?$/i;

/** @returns undefined for URLs of other schemes. @throws UsageError for one without a bucket's name or endpoint. */
export function parseBucketUrl(url: string, options: BucketOptions = {}): BucketUrl | undefined {
  if (!/^(s3|gs|r2):\/\//i.test(url)) return undefined;
  const [, scheme = '', bucket = '', path = ''] = BUCKET.exec(url) ?? [];
  if (bucket === '')
    throw new UsageError({ subject: url, expected: 'scheme://bucket/path', got: 'no bucket' });
  const folder = path.replace(/^\/+|\/+$/g, '');
  const endpoint = options.endpoint?.replace(/\/+$/, '');
  if (scheme.toLowerCase() === 'gs') {
    const host = endpoint ?? 'https://storage.googleapis.com';
    const apiUrl = `${host}/storage/v1/b/${bucket}/o`;
    return { kind: 'gs', bucket, folder, rootUrl: `${host}/${bucket}`, region: '', apiUrl };
  }
  const isR2 = scheme.toLowerCase() === 'r2';
  if (isR2 && !endpoint) {
    const cure =
      'Give the account’s address, https://ACCOUNT.r2.cloudflarestorage.com, or AWS_ENDPOINT_URL_S3';
    throw new UsageError({ subject: url, expected: 'an endpoint', got: 'none', cure });
  }
  const rootUrl = endpoint ? `${endpoint}/${bucket}` : s3Root(bucket, options.region);
  const region = options.region ?? (isR2 ? 'auto' : 'us-east-1');
  return { kind: 's3', bucket, folder, rootUrl, region, apiUrl: '' };
}

/** A name with dots is no name of Amazon's wildcard certificate: then the bucket stands in the path. */
function s3Root(bucket: string, region: string | undefined): string {
  const host = region ? `s3.${region}.amazonaws.com` : 's3.amazonaws.com';
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}
