import type { Command } from 'commander';
import { UsageError } from '../../datasets/errors.ts';
import { DATASET_NAME, mintToken } from '../../edge/index.ts';
import { type CommonFlags, contextOf, declareVerb, parseNumber, type VerbIo } from './verb.ts';

interface SignFlags extends CommonFlags {
  readonly days: string;
  readonly origin?: string[];
}

const NOTES = `
The key is FLOODLIGHT_SIGNING_KEY, one of the worker's SIGNING_KEYS. Who has the address can read the dataset until then.

Example: floodlight sign cells@1 --days 30 --origin https://lab.example.org`;

/** `sign NAME[@VERSION]`: an address under which a private dataset may be read for a while. */
export function addSign(program: Command, io: VerbIo): void {
  const collect = (value: string, all: string[] = []) => [...all, value];
  declareVerb(program, 'sign <name>', 'an address for reading a private dataset for a while')
    .option('--days <n>', 'how long it is good', '7')
    .option('--origin <url>', 'only pages of this origin; may be repeated', collect)
    .addHelpText('after', NOTES)
    .action(async (text: string, flags: SignFlags) => {
      const [dataset = '', version, ...more] = text.split('@');
      if (![dataset, version ?? dataset].every((part) => DATASET_NAME.test(part)) || more.length > 0)
        throw new UsageError({
          subject: 'sign',
          expected: 'NAME or NAME@VERSION',
          got: JSON.stringify(text),
        });
      const key = process.env['FLOODLIGHT_SIGNING_KEY'];
      if (!key) {
        const cure =
          'Make one (openssl rand -base64 32) and give it to the worker too: npx wrangler secret put SIGNING_KEYS';
        throw new UsageError({ subject: 'FLOODLIGHT_SIGNING_KEY', expected: 'a key', got: 'nothing', cure });
      }
      const origins = flags.origin?.map(originOf);
      const expires = Math.floor(
        Date.now() / 1000 + 86_400 * parseNumber('--days', flags.days, [0.001, 3650]),
      );
      const token = await mintToken({ dataset, version, expires, origins }, key);
      const path = `/s/${token}/d/${text}/`;
      contextOf(io, flags).reporter.result(path, {
        path,
        expires: new Date(1000 * expires).toISOString(),
        origins,
      });
    });
}

/** What a browser sends as `Origin`: scheme, host and port, nothing behind. */
function originOf(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  const expected = 'an origin, such as https://lab.example.org';
  throw new UsageError({ subject: '--origin', expected, got: JSON.stringify(text) });
}
