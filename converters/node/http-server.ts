import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type FloodlightError, ForbiddenError, UsageError } from '../../datasets/errors.ts';
import { exchange, type HandlerOptions } from './http-exchange.ts';

export interface HttpServerOptions extends HandlerOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Only this machine reaches the default, 127.0.0.1; `0.0.0.0` opens the server to the network. */
  readonly host?: string;
}

export interface HttpServer {
  /** With the port taken and no trailing slash, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Stops accepting, lets running answers end for `graceMs` (default 2000), then cuts them. */
  close(graceMs?: number): Promise<void>;
}

const DEFAULT_GRACE_MS = 2000;
const SWEEP_MS = 20;
/** A connection on which nothing moves for so long is closed. */
const IDLE_MS = 75_000;

/**
 * Serves a web handler over HTTP/1.1, so that one handler runs here and at the edge.
 * @throws UsageError where the port is taken or the host is not ours; ForbiddenError where the port is refused.
 */
export async function serveHttp(options: HttpServerOptions): Promise<HttpServer> {
  const { port = 0, host = '127.0.0.1' } = options;
  // Our requests have no bodies: whoever sends one gets an answer all the same.
  const server = createServer({ optimizeEmptyRequests: true }, (message, response) => {
    exchange(message, response, options).catch((error: unknown) => {
      response.destroy();
      options.onError?.(error);
    });
  });
  // One timer for a connection, which every byte moves on, in place of one that is set and taken away twice a request.
  server.keepAliveTimeout = 0;
  server.timeout = IDLE_MS;
  server.on('clientError', answerBrokenRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(listenError(cause, host, port)));
    server.listen(port, host, resolve);
  });
  return { url: urlOf(server.address() as AddressInfo), close: (graceMs) => closeServer(server, graceMs) };
}

const BROKEN_REQUEST_STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What node's parser refuses never becomes a request, so it is answered by hand. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = BROKEN_REQUEST_STATUS[error.code ?? ''] ?? '400 Bad Request';
  const headers = 'Access-Control-Allow-Origin: *\r\nContent-Length: 0\r\nConnection: close';
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n`);
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): FloodlightError {
  const subject = `${host}:${port}`;
  if (cause.code === 'EADDRINUSE') {
    const cure = 'Choose another with --port, or --port=0 for any free one';
    return new UsageError({ subject, expected: 'a free port', got: 'one in use', cure, cause });
  }
  if (cause.code === 'EACCES') {
    const cure = 'Choose one above 1023';
    return new ForbiddenError({ subject, expected: 'a port this user may open', got: 'EACCES', cure, cause });
  }
  const cure = 'Use 127.0.0.1 for this machine alone, 0.0.0.0 for the network';
  const got = cause.code ?? cause.message;
  return new UsageError({ subject, expected: 'an address of this machine', got, cure, cause });
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function closeServer(server: Server, graceMs = DEFAULT_GRACE_MS): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    // A kept connection falls idle only once its answer has ended, so asking once would not do.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
  });
}
