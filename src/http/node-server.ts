import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { Closable } from '../lib/topic.js';
import type { Certificate } from './certificate.js';

/** A server of `node:https`, with a certificate, has all that one of `node:http` has. */
export function createNodeServer(
  certificate: Pick<Certificate, 'current'> | null,
  options: ServerOptions,
): Server {
  if (!certificate) return createServer(options);
  return createTlsServer({ ...options, ...certificate.current }) as unknown as Server;
}

/** Uses each new certificate for the connections that come after it. */
export function renew(server: Server, certificate: Pick<Certificate, 'changes' | 'current'>): Closable {
  return certificate.changes.listen(() => {
    (server as unknown as TlsServer).setSecureContext(certificate.current);
  });
}

/** @throws an Error with a clear message if the address is not available */
export async function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return server.address() as AddressInfo;
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const reason = isTaken
      ? 'the port is in use. Stop the other program, or choose another port (0 selects any free port)'
      : String(error);
    throw new Error(`Cannot listen on ${host}:${port}: ${reason}.`, { cause: error });
  }
}
