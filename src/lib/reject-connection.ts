import type { Duplex } from 'node:stream';

/**
 * Answers on a raw socket with an HTTP status and closes it. For requests that have no response object in Node:
 * upgrades, and requests that it could not parse.
 * @param status such as `404 Not Found`
 * @param body JSON, in one line
 */
export function rejectConnection(socket: Duplex, status: string, body = ''): void {
  // Node has removed its own listener, and an error without a listener ends the process.
  socket.on('error', () => socket.destroy());
  const head = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    ...(body === '' ? [] : ['Content-Type: application/json']),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  // A client that keeps its half of the connection open must not prevent the server from closing.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
