import { InvalidDataError } from '../../datasets/errors.ts';
import { listSlices, openImageStack } from '../../datasets/images/index.node.ts';
import { openTiffStack } from '../../datasets/tiff/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';

const SLICES = /\.(png|jpe?g|tiff?)$/i;
const TIFF = /\.tiff?$/i;

/**
 * Opens a folder or glob of slices of one kind: TIFF, or PNG and JPEG.
 * @throws InvalidDataError where both kinds lie there; MissingError for none; those of the readers.
 */
export async function openSlices(folderOrGlob: string): Promise<Volume> {
  const files = await listSlices(folderOrGlob, SLICES, 'PNG, JPEG or TIFF slices');
  const tiffs = files.filter((file) => TIFF.test(file)).length;
  if (tiffs === 0) return openImageStack(folderOrGlob);
  if (tiffs === files.length) return openTiffStack(folderOrGlob);
  const got = `${tiffs} TIFF and ${files.length - tiffs} PNG or JPEG files`;
  const cure = `Say which: ${folderOrGlob.replace(/[/\\][^/\\]*\*[^/\\]*$/, '').replace(/[/\\]$/, '')}/*.tif`;
  throw new InvalidDataError({ subject: folderOrGlob, expected: 'slices of one kind', got, cure });
}
