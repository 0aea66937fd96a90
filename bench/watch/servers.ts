import { fileURLToPath } from 'node:url';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { startBenchNetwork } from '../lib/network.js';
import { startWorker } from '../lib/worker.js';
import { blockOf, FEED, frameFor, type Sample } from './feed.js';

/** A server of the feed, in a separate process, and a function that publishes a message on the feed. */
export interface FeedServer {
  readonly pid: number;
  readonly url: string;
  /** Whether it needs a GraphQL subscription, or sends to every socket. */
  readonly graphql: boolean;
  publish(sample: Sample): void;
  close(): Promise<void>;
}

/** The servers that are compared. Each call starts a new server. */
export interface FeedServers {
  multismurf(): Promise<FeedServer>;
  /** @param example a frame of MultiSmurf's: this server sends the same */
  bare(example: string): Promise<FeedServer>;
  close(): Promise<void>;
}

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
    async multismurf() {
      const server = await network.serve({ args: ['--max-sockets-per-address', '5000'] });
      return {
        pid: server.process.pid,
        url: server.wsUrl,
        graphql: true,
        publish: (sample) => slot.publishBlock(FEED, blockOf(sample)),
        close: () => server.stop(),
      };
    },
    async bare(example) {
      const worker = startWorker({
        name: 'bare ws',
        command: process.execPath,
        args: [fileURLToPath(new URL('bare-server.js', import.meta.url))],
      });
      const { url } = await worker.ask<{ url: string }>({});
      return {
        pid: worker.pid,
        url,
        graphql: false,
        publish: (sample) => void worker.ask({ frame: frameFor(example, sample) }),
        close: () => worker.close(),
      };
    },
    async close() {
      await slot.close();
      await connection.close();
      await network.close();
    },
  };
}
