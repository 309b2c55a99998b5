/** What went wrong, in the one word a program branches on. */
export type ErrorTag =
  | 'invalid' // the data or a parameter is not what the format or the caller promised
  | 'corrupt' // bytes are torn, truncated or fail a checksum
  | 'unsupported' // legal, but this program does not do it
  | 'missing' // something that must exist does not
  | 'forbidden' // the store refused access
  | 'transient' // a retry may succeed
  | 'too-large' // over a stated limit
  | 'aborted' // the caller cancelled
  | 'usage'; // the command line or an API call is wrong

/** The parts of an error message: `subject: expected X, got Y. Cure.` */
export interface ErrorParts {
  /** File, URL, field or parameter the error is about. */
  readonly subject: string;
  readonly expected: string;
  readonly got: string;
  /** One sentence the reader can act on. */
  readonly cure?: string;
  readonly cause?: unknown;
}

/** Base of every error this project throws on purpose. Only the program and the top element print it. */
export class FloodlightError extends Error {
  readonly tag: ErrorTag;
  readonly subject: string;
  readonly cure: string | undefined;

  constructor(tag: ErrorTag, parts: ErrorParts) {
    const { subject, expected, got, cure, cause } = parts;
    super(`${subject}: expected ${expected}, got ${got}${cure ? `. ${cure}` : ''}`, { cause });
    this.name = new.target.name;
    this.tag = tag;
    this.subject = subject;
    this.cure = cure;
  }
}

export class InvalidDataError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('invalid', parts);
  }
}

export class CorruptDataError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('corrupt', parts);
  }
}

export class UnsupportedError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('unsupported', parts);
  }
}

export class MissingError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('missing', parts);
  }
}

export class ForbiddenError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('forbidden', parts);
  }
}

export class TransientError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('transient', parts);
  }
}

export class TooLargeError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('too-large', parts);
  }
}

export class AbortedError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('aborted', parts);
  }
}

export class UsageError extends FloodlightError {
  constructor(parts: ErrorParts) {
    super('usage', parts);
  }
}

/** Narrows an unknown caught value, optionally to one tag. */
export function isFloodlightError(error: unknown, tag?: ErrorTag): error is FloodlightError {
  return error instanceof FloodlightError && (tag === undefined || error.tag === tag);
}
