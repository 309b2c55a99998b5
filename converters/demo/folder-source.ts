import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { MissingError } from '../../datasets/errors.ts';
import { type Box, boxOf, intersectBoxes, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { openInput, readRequest } from '../inputs/index.ts';
import { type Device, findCheckpoint, openNetwork } from '../networks/index.ts';
import { cropVolume, placeVolume } from '../transforms/index.ts';
import { openReferences } from './folder-references.ts';
import type { DemoSource } from './source.ts';

export interface FolderSourceOptions {
  /** Default `FOLDER_BOX`, cut to the volume. */
  readonly box?: Box;
  /** The whole volume. Default false. */
  readonly full?: boolean;
  /** Images do not say it. */
  readonly voxelSizeNm: Xyz;
  readonly device: Device;
}

/** The middle of FIB-25's training sample 2. */
const FOLDER_BOX = boxOf(xyz(75, 75, 75), xyz(100, 100, 100));

/**
 * A folder with `grayscale_maps/` (slices), `model/` (one TensorFlow checkpoint) and one `*.pbtxt` (an FFN inference
 * request), as FIB-25's training sample 2 is published; `groundtruth.h5` (or `.h5.gz`) and `published-segmentation.npz` are compared with where
 * they are there.
 * @throws MissingError naming the part that is absent; those of the readers.
 */
export async function folderSource(folder: string, options: FolderSourceOptions): Promise<DemoSource> {
  const request = await readRequest(findRequest(folder));
  const checkpoint = findCheckpoint(join(folder, 'model'));
  const { volume, warnings, close } = await openInput(join(folder, 'grayscale_maps'));
  const image = placeVolume(volume, { voxelSizeNm: options.voxelSizeNm });
  const title = basename(resolve(folder));
  const { references, ...opened } = await openReferences(folder, options.voxelSizeNm);
  const wanted = options.full ? image.bounds : options.box;
  return {
    title,
    name: title,
    notes: [
      ...warnings,
      `voxel size ${options.voxelSizeNm.join(' x ')} nm (images do not say it; --resolution)`,
    ],
    image,
    // Cropping checks the box: better now than after minutes of segmentation.
    box: cropVolume(image, wanted ?? intersectBoxes(FOLDER_BOX, image.bounds) ?? image.bounds).bounds,
    request,
    references,
    model: { path: checkpoint, modelName: request.modelName, modelArgs: request.modelArgs },
    openNetwork: (tell) => {
      const { modelName, modelArgs } = request;
      return openNetwork({ checkpoint, modelName, modelArgs, device: options.device, tell });
    },
    close: async () => {
      await Promise.all([close(), opened.close()]);
    },
  };
}

function findRequest(folder: string): string {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pbtxt')) : [];
  if (names.length === 1) return join(folder, names[0]!);
  throw new MissingError({
    subject: folder,
    expected: 'a folder with one *.pbtxt (an FFN inference request), grayscale_maps/ and model/',
    got: existsSync(folder) ? `${names.length} *.pbtxt` : 'nothing there',
  });
}
