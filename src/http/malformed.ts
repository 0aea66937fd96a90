import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { rejectConnection } from '../lib/reject-connection.js';
import { type Refusal, refusalBody } from './refusal.js';

/**
 * Rejects a request whose target is not a path (`*`, `http://other/graphql`) or whose `Host` is not a name. Yoga
 * builds a URL from both, and answers with a stack trace if that fails.
 */
export function checkTarget({ url = '', headers: { host = 'localhost' } }: IncomingMessage): Refusal | null {
  if (url.startsWith('/') && URL.canParse(`http://${host}${url}`)) return null;
  return {
    code: 'BAD_REQUEST',
    message: 'The request target must be a path such as /graphql. The Host header must be a host name.',
  };
}

const STATUS_OF_ERROR: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** Answers requests that Node could not parse as HTTP, or that did not arrive in time. */
export function answerMalformedRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const status = STATUS_OF_ERROR[error.code ?? ''] ?? '400 Bad Request';
    const message = `The request could not be read: ${status}.`;
    rejectConnection(socket, status, refusalBody({ code: 'BAD_REQUEST', message }));
  });
}
