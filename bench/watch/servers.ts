import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { startProcess } from '../../test/interop/managed-process.js';
import { startMultiSmurf } from '../../test/interop/multismurf.js';
import { createProcessGroups } from '../../test/interop/process-groups.js';
import { siteYaml } from '../../test/interop/site-file.js';
import { temporaryFolder } from '../../test/interop/temporary-folder.js';
import { blockOf, FEED, type Sample } from './feed.js';
import { CERTIFICATE, KEY } from './peers.js';
import type { Subscribing, Transport } from './subscribers.js';

/** A server of the feed, in a separate process, and a function that publishes a message on the feed. */
export interface FeedServer
  extends Pick<Subscribing, 'url' | 'over' | 'graphql' | 'certificate' | 'document'> {
  readonly pid: number;
  publish(sample: Sample): void;
  close(): Promise<void>;
}

/** The servers that are compared. Each call starts a new server. */
export interface FeedServers {
  multismurf(over?: Transport): Promise<FeedServer>;
  close(): Promise<void>;
}

const ROUTER = fileURLToPath(new URL('../../test/interop/embedded-router.js', import.meta.url));
const REALM = 'test_realm';
const ADDRESS_ROOT = 'observatory';
const MANY_SOCKETS = ['--max-sockets', '20000', '--max-sockets-per-address', '20000'];

/** Starts a router, in a separate process, and a slot that publishes the messages of the bench. */
export async function startFeedServers(): Promise<FeedServers> {
  const directory = temporaryFolder('multismurf-bench-');
  const groups = createProcessGroups();
  let url = '';
  const router = await startProcess({
    name: 'router',
    command: process.execPath,
    args: [ROUTER, '0'],
    directory,
    groups,
    async ready(started) {
      url = /ws:\S+/.exec(await started.waitForLine(/listening on/))?.[0] ?? '';
    },
  });
  const siteFile = join(directory, 'default.yaml');
  const httpUrl = url.replace(/^ws/, 'http').replace(/ws$/, 'call');
  const instances = { multismurf: 'MultiSmurfManager' };
  writeFileSync(siteFile, siteYaml({ url, httpUrl, realm: REALM, addressRoot: ADDRESS_ROOT, instances }));

  const connection = createWampConnection({ url, realm: REALM });
  const slot = createAgent({
    connection,
    addressRoot: ADDRESS_ROOT,
    instanceId: 'pysmurf-controller-s2',
    agentClass: 'PysmurfController',
    logger: silentLogger,
  });
  slot.registerFeed(FEED, { record: true });
  slot.open();
  await slot.registered;

  return {
    async multismurf(over = 'ws') {
      const spawn = (wanted: Parameters<Parameters<typeof startMultiSmurf>[0]['spawn']>[0]) =>
        startProcess({ ...wanted, directory, groups });
      const server = await startMultiSmurf(
        { siteFile, spawn },
        { args: [...MANY_SOCKETS, ...(over === 'wss' ? ['--tls-cert', CERTIFICATE, '--tls-key', KEY] : [])] },
      );
      await server.process.waitForLine(/initial scan of the network is complete/);
      return {
        pid: server.process.pid,
        url: over === 'sse' ? server.url : server.wsUrl,
        over,
        graphql: true,
        ...(over === 'wss' && { certificate: CERTIFICATE }),
        publish: (sample) => slot.publishBlock(FEED, blockOf(sample)),
        close: () => server.stop(),
      };
    },
    async close() {
      await slot.close();
      await connection.close();
      await router.stop();
      groups.close();
    },
  };
}
