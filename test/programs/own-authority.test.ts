import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { createServer } from 'node:tls';
import { CERTIFICATE, KEY } from '../http/tls/certificate.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until, within } from '../until.js';
import { network } from './killed-server.js';
import { isReady, LISTENING, startProgram } from './program.js';

/** No authority of the system has signed the certificate. */
const KNOWN = { NODE_EXTRA_CA_CERTS: CERTIFICATE };

/** Speaks TLS for the server at this port, and returns its own port. */
async function startTls(t: TestContext, port: number): Promise<number> {
  const server = createServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) }, (socket) => {
    const behind = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.once('close', () => other.destroy());
      one.pipe(other);
    }
    t.after(() => socket.destroy());
  });
  // A client that does not know the certificate ends the handshake.
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('a certificate of your own authority', () => {
  it('of the router is accepted with NODE_EXTRA_CA_CERTS, and the reason names it otherwise', async (t) => {
    const { url } = await network(t, 1);
    const port = await startTls(t, Number(new URL(url).port));
    const start = async (env: Record<string, string>) => {
      const hub = ['--site', 'none', '--site-hub', `wss://localhost:${port}/ws`];
      const place = ['--port', '0', '--data-dir', temporaryFolder(t)];
      const program = startProgram(t, ['serve', ...hub, ...place], { env });
      const [, address = ''] = await program.line(LISTENING);
      return address;
    };
    await isReady(await start(KNOWN));
    const refused = new URL('/health/ready', await start({}));
    const reason = await until(async () => {
      const { reason } = (await (await fetch(refused)).json()) as { reason: string };
      return reason === 'joining the router' ? null : reason;
    }, 'the server knows why it cannot connect');
    assert.match(
      reason,
      /self-signed certificate; .* set NODE_EXTRA_CA_CERTS to the file of its certificate/,
    );
  });

  it('of the server is accepted by the commands with NODE_EXTRA_CA_CERTS, and the error names it otherwise', async (t) => {
    const server = startProgram(t, ['demo', '--port', '0', '--tls-cert', CERTIFICATE, '--tls-key', KEY]);
    const [, port] = await server.line(/listening on https:\/\/127\.0\.0\.1:(\d+)\/graphql\n/);
    const command = (name: string, env: Record<string, string>) =>
      startProgram(t, [name, '--server', `https://localhost:${port}`], { env });

    // The first view of watch is complete; a list that comes earlier may lack slots.
    await command('watch', KNOWN).line(/ufm_mv5/);
    const list = await within(command('list', KNOWN).ended, 'the list');
    assert.deepEqual([list.code, JSON.parse(list.stdout).length], [0, 3]);
    for (const name of ['list', 'watch']) {
      const { code, stderr } = await within(command(name, {}).ended, `the end of ${name}`);
      assert.equal(code, 3);
      assert.match(
        stderr,
        /^multismurf: the server https:.* does not answer .* set NODE_EXTRA_CA_CERTS /,
        name,
      );
    }
  });
});
