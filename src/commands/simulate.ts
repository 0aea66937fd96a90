import { type SimulateConfig, STREAM_PREFIX } from '../config/types.js';
import { createLogger } from '../lib/logger.js';
import { parseAccessPolicy } from '../ocs/access/policy.js';
import { createSimulation } from '../simulator/simulation.js';
import { closeAll, type Part, untilSignal } from './lifecycle.js';
import { createOutageLog } from './outage-log.js';
import { credentials } from './serve.js';

/**
 * `multismurf simulate`: simulated slots on an OCS network, until a signal comes.
 * @throws if another agent has one of their addresses, at the start or later
 */
export async function runSimulation(config: SimulateConfig): Promise<void> {
  const logger = createLogger(config.logLevel);
  const { wamp, addressRoot, instanceId, accessPolicy } = config;
  const simulation = createSimulation({
    url: wamp.url,
    realm: wamp.realm,
    ...(wamp.auth && { auth: credentials(wamp.auth) }),
    addressRoot,
    slots: config.slots,
    instancePrefix: config.instancePrefix,
    streamPrefix: STREAM_PREFIX.simulate,
    simulatorId: instanceId,
    faults: config.faults,
    seed: config.seed,
    // The option is a speed; the simulator expects the length of a second.
    timeScale: 1 / config.timeScale,
    ...(accessPolicy && { accessPolicy: parseAccessPolicy(accessPolicy.reveal()) }),
    logger,
  });
  const outages = createOutageLog({
    connection: simulation.connection,
    router: wamp.url,
    consequence: 'no client can reach the simulated slots',
    logger,
  });
  const parts: readonly Part[] = [
    { name: 'log of outages', close: () => outages.close() },
    { name: 'simulation', close: () => simulation.close() },
  ];
  void simulation.started.then(() => {
    const slots = simulation.slots.map((slot) => `${slot.instanceId} (${slot.streamId})`);
    const count = `${slots.length} SMuRF slot${slots.length === 1 ? '' : 's'}`;
    process.stdout.write(
      `simulating ${count} on ${wamp.url}, realm ${wamp.realm}, address root ${addressRoot}: ${slots.join(', ')}; set faults with the OCS agent "${instanceId}"\n`,
    );
  });
  const failure = await Promise.race([untilSignal(parts, logger), simulation.failed]);
  if (failure === undefined) return;
  await closeAll(parts, logger);
  throw failure;
}
