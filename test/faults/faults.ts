import { setTimeout as sleep } from 'node:timers/promises';
import type { ManagedProcess } from '../interop/managed-process.js';
import type { Instruction, Network } from '../interop/network.js';
import type { LinkProxy } from './link-proxy.js';
import type { Fault, FaultKind } from './schedule.js';
import type { ServerClock } from './server-clock.js';
import type { Store } from './stores/store.js';

/** How often a server is started again that ends because its store does not work yet. */
const START_ATTEMPTS = 20;

/** What a fault can reach. */
export interface Setting {
  readonly network: Network;
  readonly proxy: LinkProxy;
  /** `multismurf serve`. */
  readonly server: ManagedProcess;
  readonly clock: ServerClock;
  readonly store: Store;
}

/** Does the fault; resolves when it is mended. */
export async function doFault(setting: Setting, { kind, lasts, slot }: Fault): Promise<void> {
  const begin = FAULTS[kind];
  const mend = await begin(setting, slot);
  await sleep(lasts * 1000);
  await mend();
}

type Mend = () => unknown;

const FAULTS: Readonly<Record<FaultKind, (setting: Setting, slot: number) => Promise<Mend>>> = {
  'router killed': ({ network }) => endRouter(network, 'SIGKILL'),
  'router stopped': ({ network }) => endRouter(network, 'SIGTERM'),
  async 'link cut'({ proxy }) {
    proxy.cut();
    return proxy.restore;
  },
  async 'link silent'({ proxy }) {
    proxy.silence();
    return proxy.restore;
  },
  async 'slot killed'({ network }, slot) {
    const controller = controllerOf(network, slot);
    await controller.kill('SIGKILL');
    return () => controller.restart();
  },
  async 'slot frozen'({ network }, slot) {
    const { pid } = controllerOf(network, slot);
    process.kill(pid, 'SIGSTOP');
    return () => void process.kill(pid, 'SIGCONT');
  },
  async 'subprocess died'({ network }, slot) {
    const mend = instruct(network, slot, { exit: 1 });
    // An operation of socs 0.6.4 whose subprocess died never ends: operators restart the agent.
    return async () => {
      mend();
      await controllerOf(network, slot).restart();
    };
  },
  'operation failed': async ({ network }, slot) => instruct(network, slot, { raise: 'no signal' }),
  async 'server paused'({ server: { pid } }) {
    process.kill(pid, 'SIGSTOP');
    return () => void process.kill(pid, 'SIGCONT');
  },
  async 'server killed'({ server }) {
    await server.kill('SIGKILL');
    return () => startAgain(server);
  },
  async 'clock stepped'({ clock }, slot) {
    clock.step(slot % 2 === 0 ? 3600 : -3600);
    return () => clock.step(0);
  },
  'disk full': ({ store }) => store.fail('disk full'),
  'database killed': ({ store }) => store.fail('database killed'),
  'database stopped': ({ store }) => store.fail('database stopped'),
};

/** A server that cannot use its store ends at once. Then it is started again, as a container's restart policy does. */
async function startAgain(server: ManagedProcess): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await server.restart();
      return;
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
      await sleep(1000);
    }
  }
}

async function endRouter({ crossbar }: Network, signal: NodeJS.Signals): Promise<Mend> {
  await crossbar.kill(signal);
  return () => crossbar.restart();
}

function instruct(network: Network, slot: number, instruction: Instruction): Mend {
  const controller = controllerOf(network, slot);
  controller.script({ take_noise: instruction });
  return () => controller.script({});
}

function controllerOf({ controllers }: Network, slot: number) {
  const controller = controllers[slot];
  if (!controller) throw new Error(`there is no slot ${slot}`);
  return controller;
}
