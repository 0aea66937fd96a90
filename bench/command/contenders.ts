import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMultiSmurf } from '../../test/interop/multismurf.js';
import type { Network } from '../../test/interop/network.js';
import { ensurePythonEnvironment, pythonSources } from '../../test/interop/python-environment.js';
import { projectRoot } from '../../test/project-root.js';
import { SCANNED } from '../lib/network.js';
import { startWorker, type Worker } from '../lib/worker.js';
import type { Attempt, Contender } from './contender.js';
import { multismurfByMutation, multismurfBySubscription } from './multismurf.js';

/** All programs that are compared, connected and ready. In a round they take turns. */
export async function startContenders(network: Network): Promise<readonly Contender[]> {
  const server = await startMultiSmurf(network, { args: ['--max-runs-per-minute', '100000'] });
  await server.process.waitForLine(SCANNED);
  return [
    multismurfByMutation(server),
    multismurfBySubscription(server),
    fromWorker('MultiSmurf, as an OCS agent', startAutobahn(network, [`${network.addressRoot}.multismurf`])),
    fromWorker('bare autobahn: the limit', startAutobahn(network, addressesOf(network))),
    fromWorker('socs MultiSlotController', await startMultiSlotController(network)),
  ];
}

const addressesOf = ({ addressRoot, controllers }: Network) =>
  controllers.map(({ instanceId }) => `${addressRoot}.${instanceId}`);

/** A client that commands these OCS agents, all at the same time. */
function startAutobahn({ url, realm }: Network, addresses: readonly string[]): Worker {
  return startWorker({
    name: 'autobahn',
    command: process.execPath,
    args: [fileURLToPath(new URL('bare-autobahn.js', import.meta.url)), url, realm, ...addresses],
  });
}

async function startMultiSlotController({ directory, siteFile }: Network): Promise<Worker> {
  const { python } = await ensurePythonEnvironment();
  return startWorker({
    name: 'MultiSlotController',
    command: python,
    args: [join(projectRoot, 'bench', 'command', 'multi_slot_controller.py'), siteFile],
    env: { OCS_CONFIG_DIR: directory },
  });
}

function fromWorker(name: string, worker: Worker): Contender {
  return {
    name,
    takeNoise: (seconds) => worker.ask<Attempt>({ seconds }),
    close: () => worker.close(),
  };
}

/** The versions of the compared programs, from their packages. */
export function versionsOf(): Readonly<Record<string, string>> {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const requirements = readFileSync(join(pythonSources, 'requirements.txt'), 'utf8');
  const pinned = (name: string) => new RegExp(`^${name}==(\\S+)$`, 'm').exec(requirements)?.[1] ?? '?';
  return {
    'autobahn (JavaScript)': manifest.dependencies['autobahn'] ?? '?',
    ...Object.fromEntries(['crossbar', 'ocs', 'socs'].map((name) => [name, pinned(name)])),
  };
}
