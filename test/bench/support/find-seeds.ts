/** In a process of its own: the seeds of the published volume, and what they took, as one line of JSON. */
import { createSeedPolicy, UNRESTRICTED } from '../../../ffn/inference/index.ts';
import { FIB25_SHAPE, readNormalisedImage } from '../../fib25/published.ts';

const image = await readNormalisedImage();
const policy = createSeedPolicy('PolicyPeaks', {
  image,
  shape: FIB25_SHAPE,
  segmentation: new Int32Array(image.length),
  margin: [16, 16, 16],
  voxelSize: [1, 1, 1],
  restrictor: UNRESTRICTED,
});
const before = process.cpuUsage();
let seeds = 0;
while (policy.next()) seeds++;
const { user, system } = process.cpuUsage(before);
const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
console.log(JSON.stringify({ seeds, cpuSeconds: (user + system) / 1e6, peakMegabytes }));
