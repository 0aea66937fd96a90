import { setTimeout as sleep } from 'node:timers/promises';
import { startMultiSmurf } from '../interop/multismurf.js';
import type { Network } from '../interop/network.js';
import { type AgentLog, followAgent } from './agent-log.js';
import { doFault } from './faults.js';
import { startLinkProxy } from './link-proxy.js';
import { runsAtTheirEnd, slotsIdle, untilWell } from './rest.js';
import type { Schedule } from './schedule.js';
import { type Refusal, sendCommand } from './send-command.js';
import { createServerClock } from './server-clock.js';
import { watchStop } from './stop-watch.js';
import type { Store } from './stores/store.js';
import { type SeenRun, watchRuns } from './watch-runs.js';

/** Everything that is judged. */
export interface Played {
  readonly runs: readonly SeenRun[];
  /** The id of the run on all slots that was requested when everything was mended. */
  readonly last: string | undefined;
  /** The last state of each run that the subscription brought, by id. */
  readonly watched: ReadonlyMap<string, SeenRun>;
  /** What each slot did by its own lines, by stream id. */
  readonly agents: ReadonlyMap<string, AgentLog>;
  readonly refusals: readonly Refusal[];
  /** Streams that ran when they were to be stopped, and that no stop reached soon. */
  readonly unstopped: readonly string[];
  /** Lines of the server that no server may write. */
  readonly crashes: readonly string[];
}

const ARGS = ['--expire-time', '8', '--lost-seconds', '30', '--hold-seconds', '10', '--log-level', 'info'];

/** Plays the schedule on a network whose slots are idle, and waits until all is well again. */
export async function playSchedule(
  network: Network,
  store: Store,
  { seed, commands, faults }: Schedule,
): Promise<Played> {
  const { controllers } = network;
  const { port } = new URL(network.url);
  const proxy = await startLinkProxy(Number(port));
  const urls = [
    '--site-hub',
    `ws://127.0.0.1:${proxy.port}/ws`,
    '--site-http',
    `http://127.0.0.1:${proxy.port}/call`,
  ];
  const clock = createServerClock(network.directory);
  const server = await startMultiSmurf(network, {
    name: `multismurf-${seed}`,
    args: [...ARGS, ...urls],
    env: { ...clock.env, ...(await store.fresh()) },
  });
  await server.process.waitForLine(/initial scan of the network is complete/);
  const logs = new Map(
    controllers.map((controller) => [controller.streamId, followAgent(controller)] as const),
  );
  const subscription = watchRuns(server);
  const refusals: Refusal[] = [];
  const unstopped: string[] = [];
  try {
    const began = Date.now();
    const due = (at: number) => sleep(Math.max(0, began + at * 1000 - Date.now()));
    const mended = faults.map(async (fault) => {
      await due(fault.at);
      await doFault({ network, proxy, server: server.process, clock, store }, fault);
    });
    let last: Promise<string | undefined> = Promise.resolve(undefined);
    const sent = commands.map(async (command) => {
      await due(command.at);
      const lastRun = await settled(last, 1000);
      const isStop = command.kind === 'stop' || command.kind === 'stopAll';
      const stopped = isStop ? watchStop(controllers, logs) : [];
      const answer = sendCommand(server, controllers, command, lastRun, refusals);
      if (command.kind === 'run' || command.kind === 'stream') last = answer;
      await answer;
      unstopped.push(...(await stopped));
    });
    // A fault that still lasted would reach the next schedule.
    await Promise.allSettled([...mended, ...sent]);
    await Promise.all([...mended, ...sent]);
    if (!server.process.running) throw new Error('the server has ended by itself; see its log');
    await sendCommand(server, controllers, { kind: 'stopAll', at: 0 }, undefined, refusals);
    await runsAtTheirEnd(server, subscription.runs);
    await slotsIdle(network);
    await untilWell(server, controllers.length);
    const slots = controllers.map((_, index) => index);
    const lastRun = { kind: 'run', at: 0, slots, duration: 1 } as const;
    const id = await sendCommand(server, controllers, lastRun, undefined, refusals);
    return {
      runs: await runsAtTheirEnd(server, subscription.runs),
      last: id,
      watched: subscription.runs,
      agents: new Map([...logs].map(([streamId, readLog]) => [streamId, readLog()])),
      refusals,
      unstopped,
      crashes: server.process.lines(/"level":60|unhandled|uncaught/i),
    };
  } finally {
    await subscription.close();
    await server.stop();
    await proxy.close();
  }
}

async function settled<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return await Promise.race([promise.catch(() => undefined), sleep(ms).then(() => undefined)]);
}
