import { fileURLToPath } from 'node:url';
import { CERTIFICATE, KEY } from '../../test/http/tls/certificate.js';
import { startWorker } from '../lib/worker.js';
import type { BareRequest } from './bare-server.js';
import { feedMessageOf, frameFor } from './feed.js';
import type { FeedServer } from './servers.js';
import type { Transport } from './subscribers.js';

function startServer(name: string, file: string) {
  const program = fileURLToPath(new URL(file, import.meta.url));
  return startWorker({ name, command: process.execPath, args: [program] });
}

/** @param example what a client of MultiSmurf received: this server sends the same */
export async function startBare(example: string, over: Transport): Promise<FeedServer> {
  const worker = startServer('bare ws', 'bare-server.js');
  const ask = <Reply>(request: BareRequest) => worker.ask<Reply>(request);
  const { url } = await ask<{ url: string }>({ listen: { over, cert: CERTIFICATE, key: KEY } });
  return {
    pid: worker.pid,
    ...{ url, over },
    graphql: false,
    ...(over === 'wss' && { certificate: CERTIFICATE }),
    publish: (sample) => void ask({ frame: frameFor(example, sample) }),
    close: () => worker.close(),
  };
}

export async function startPlain(): Promise<FeedServer> {
  const worker = startServer('graphql-ws', 'plain-server.js');
  const { url } = await worker.ask<{ url: string }>({});
  return {
    pid: worker.pid,
    url,
    over: 'ws',
    graphql: true,
    publish: (sample) => void worker.ask({ message: feedMessageOf(sample) }),
    close: () => worker.close(),
  };
}
