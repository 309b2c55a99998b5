import { InvalidDataError } from '../../../datasets/errors.ts';
import { openNpz } from '../../../datasets/npy/index.ts';
import type { RequestSources } from '../sources.ts';

/**
 * Reads the table that a request's `reference_histogram` names: `lut`, 256 values of uint8, in an npz.
 * @throws MissingError where the file is not there; CorruptDataError, InvalidDataError where it holds something else.
 */
export async function readReferenceLut(path: string, sources: RequestSources): Promise<Uint8Array> {
  const npz = openNpz(await sources.readFile(path), path);
  const invalid = (got: string) =>
    new InvalidDataError({
      subject: `reference_histogram ${path}`,
      expected: 'lut, 256 values of uint8',
      got,
    });
  if (!npz.names.includes('lut')) throw invalid(npz.names.join(', ') || 'nothing');
  const { data, dataType } = npz.read('lut');
  if (data instanceof Uint8Array && data.length === 256) return data;
  throw invalid(`${data.length} values of ${dataType}`);
}
