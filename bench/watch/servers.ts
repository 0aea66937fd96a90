import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { CERTIFICATE, KEY } from '../../test/http/tls/certificate.js';
import { startBenchNetwork } from '../lib/network.js';
import { blockOf, FEED, type Sample } from './feed.js';
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

const MANY_SOCKETS = ['--max-sockets', '20000', '--max-sockets-per-address', '20000'];

/** Starts a router, in a separate process, and a slot that publishes the messages of the bench. */
export async function startFeedServers(): Promise<FeedServers> {
  const network = await startBenchNetwork();
  const connection = createWampConnection(network);
  const slot = createAgent({
    connection,
    addressRoot: network.addressRoot,
    instanceId: 'pysmurf-controller-s2',
    agentClass: 'PysmurfController',
    logger: silentLogger,
  });
  slot.registerFeed(FEED, { record: true });
  slot.open();
  await slot.registered;

  return {
    async multismurf(over = 'ws') {
      const tls = over === 'wss' ? ['--tls-cert', CERTIFICATE, '--tls-key', KEY] : [];
      const server = await network.serve({ args: [...MANY_SOCKETS, ...tls] });
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
      await network.close();
    },
  };
}
