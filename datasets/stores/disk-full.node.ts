import { ForbiddenError } from '../errors.ts';

/** A write that found no room. Not transient: only a person can make some. Nothing of the object was kept. */
export class DiskFullError extends ForbiddenError {
  constructor(path: string, cause: Error) {
    super({
      subject: path,
      expected: 'room on the disk',
      got: cause.message,
      cure: 'Free some space and run again: what was finished is kept',
      cause,
    });
  }
}
