/**
 * Reads a box of an input in a process of its own and prints the most memory it held:
 *   node --max-old-space-size=64 test/support/read-box.ts INPUT x,y,z,sx,sy,sz
 */
import { openInput } from '../../converters/inputs/index.ts';
import { boxOf, xyz } from '../../datasets/geometry/index.ts';

const [input = '', box = ''] = process.argv.slice(2);
const [x = 0, y = 0, z = 0, sx = 0, sy = 0, sz = 0] = box.split(',').map(Number);
const opened = await openInput(input);
const before = process.resourceUsage().maxRSS;
const { data } = await opened.volume.read(boxOf(xyz(x, y, z), xyz(sx, sy, sz)));
await opened.close();
const { maxRSS } = process.resourceUsage();
const last = String(data.at(-1));
process.stdout.write(
  JSON.stringify({ samples: data.length, last, maxRssKb: maxRSS, grewKb: maxRSS - before }),
);
