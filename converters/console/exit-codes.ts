import { isFloodlightError } from '../../datasets/errors.ts';

/** What the program's exit status means. Documented in the README and in `floodlight --help`. */
export const EXIT = { done: 0, failed: 1, usage: 2, badInput: 3, io: 4, interrupted: 130 } as const;

/** Errors of the operating system that mean "the disk or the network", not "the program". */
const IO_CODES =
  /^(E(NOENT|ACCES|PERM|NOSPC|DQUOT|ROFS|IO|MFILE|EXIST|ISDIR|NOTDIR|CONNREFUSED|CONNRESET|ADDRINUSE))$/;

/** @returns the exit status for a caught error. */
export function exitCodeOf(error: unknown): number {
  if (isFloodlightError(error)) {
    switch (error.tag) {
      case 'usage':
        return EXIT.usage;
      case 'invalid':
      case 'corrupt':
      case 'unsupported':
      case 'too-large':
        return EXIT.badInput;
      case 'missing':
      case 'forbidden':
      case 'transient':
        return EXIT.io;
      case 'aborted':
        return EXIT.interrupted;
    }
  }
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && IO_CODES.test(code) ? EXIT.io : EXIT.failed;
}
