import type { ObjectBody } from './object-store.ts';

/** What an answer depends on of a request: nothing of it belongs to a platform. */
export interface EdgeRequest {
  readonly method: string;
  /** Percent-encoded, begins with `/`, without query. */
  readonly path: string;
  /** @param name in lower case. @returns null where it was not sent. */
  header(name: string): string | null;
  /** Whether the client has left, so that nobody will read the answer. */
  isGone(): boolean;
}

/** Header fields by name. A name has one spelling in all of our code: that of its specification, `ETag`. */
export type Fields = Record<string, string>;

/**
 * What goes back: a plain object, so that each platform sends it in its own way and none pays for another's classes. Its
 * headers belong to who has the answer in hand.
 */
export interface Answer {
  readonly status: number;
  readonly headers: Fields;
  /** Bytes of it may be shared with a cache: nobody writes into them. */
  readonly body?: ObjectBody;
}
