import { parseSourceUrl, type SourceAddress } from '../links/index.ts';
import { formatNamed } from './formats.ts';

/**
 * Takes an address apart, also `zarr://folder/on/disk`, which is no URL in a link.
 * @returns as `parseSourceUrl`; `format` is one that this version reads, another one, or undefined.
 */
export function parseAddress(text: string): SourceAddress {
  const address = parseSourceUrl(text);
  if (address.format !== undefined) return address;
  const [, scheme = '', rest = ''] = /^([a-z0-9]+):\/\/(.*)$/is.exec(address.root) ?? [];
  return formatNamed(scheme) ? { ...address, format: scheme, root: rest } : address;
}
