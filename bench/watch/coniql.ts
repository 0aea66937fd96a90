import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureVirtualEnvironment } from '../../test/interop/virtual-environment.js';
import { projectRoot } from '../../test/project-root.js';
import { processorSeconds, residentBytes } from '../lib/process-usage.js';
import { startWorker } from '../lib/worker.js';
import type { Load } from './cells.js';
import { connectAll, type Measurement, startSubscribers } from './measure.js';

const SOURCES = join(projectRoot, 'bench', 'watch');
const REST_MS = 3000;

/** A number with its time and its state, of a simulation that steps ten times a second. */
const DOCUMENT = `subscription { subscribeChannel(id: "ssim://sine(-5, 5, 10, 0.1)") {
  id value { float } time { datetime } status { quality message } } }`;

/** The same load on coniql, whose own simulation makes the messages. Their delay is not known. */
export async function measureConiql({ subscribers, messages, rateHz }: Load): Promise<Measurement> {
  const commands = await ensureVirtualEnvironment({
    name: 'coniql-venv',
    requirements: join(SOURCES, 'coniql-requirements.txt'),
    cost: 'half a minute',
  });
  const server = startWorker({
    name: 'coniql',
    command: join(commands, 'python'),
    args: [join(SOURCES, 'coniql_server.py')],
  });
  const clients = startSubscribers();
  try {
    const { url } = await server.ask<{ url: string }>({});
    await sleep(REST_MS);
    const bytesBefore = residentBytes(server.pid);
    await connectAll([clients], { url, over: 'ws', graphql: true, document: DOCUMENT }, subscribers);
    await sleep(REST_MS);
    await clients.ask({ window: { first: 0, last: 0 } });
    const before = [server, clients].map(({ pid }) => processorSeconds(pid));
    const began = performance.now();
    await sleep((messages * 1000) / rateHz);
    const arrived = await clients.ask<number>({ frames: true });
    const seconds = (performance.now() - began) / 1000;
    const [used = 0, busy = 0] = [server, clients].map(
      ({ pid }, i) => processorSeconds(pid) - (before[i] ?? 0),
    );
    return {
      // The window may begin or end in the midst of a step.
      due: subscribers * (messages - 2),
      arrived,
      microseconds: (used / arrived) * 1e6,
      cores: used / seconds,
      kilobytes: (residentBytes(server.pid) - bytesBefore) / 1000 / subscribers,
      delays: [],
      busiest: busy / seconds,
      example: '',
    };
  } finally {
    await clients.close();
    await server.close();
  }
}
