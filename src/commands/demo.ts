import { AGENT_CLASS, DEFAULT_INSTANCE_ID, DEFAULT_SIMULATOR_ID, type DemoConfig } from '../config/types.js';
import { createLogOutput } from '../lib/log-output.js';
import { createLogger } from '../lib/logger.js';
import { startSimulatedNetwork } from '../simulator/network.js';
import { announce } from './announce.js';
import { untilSignal } from './lifecycle.js';
import { startServer } from './serve.js';

/** `multismurf demo`: simulated slots, a router for them and the server, in one process, until a signal comes. */
export async function runDemo(config: DemoConfig): Promise<void> {
  const log = createLogOutput();
  const logger = createLogger(config.logLevel, log);
  const { slots, seed, faults } = config;
  // The option is a speed; the simulator expects the length of a second.
  const timeScale = 1 / config.timeScale;
  const network = await startSimulatedNetwork({
    ...{ slots, seed, timeScale, faults, logger },
    simulatorId: DEFAULT_SIMULATOR_ID,
  });
  const { core, http, parts } = await startServer(
    {
      command: 'serve',
      wamp: { url: network.url, realm: network.realm, http: network.httpUrl },
      ocs: { addressRoot: network.addressRoot, instanceId: DEFAULT_INSTANCE_ID, agentClass: AGENT_CLASS },
      http: config.http,
      expireTimeMs: 20_000,
      runs: { defaultTimeoutSeconds: 7200, timeouts: new Map(), ...config.runs },
      explicitSlots: config.explicitSlots,
      groups: config.groups,
      presets: config.presets,
      storage: config.storage,
      ...(config.alerts && { alerts: config.alerts }),
      logLevel: config.logLevel,
    },
    logger,
    { degraded: () => log.degraded, simulated: true },
  ).catch(async (error) => {
    await network.close();
    throw error;
  });
  logger.info(
    { router: network.url, http: network.httpUrl, realm: network.realm, agent: DEFAULT_SIMULATOR_ID },
    'faults can be set with the tasks of this agent of the simulated OCS network',
  );
  const names = network.controllers.map(({ streamId }) => streamId).join(', ');
  announce(
    `simulating ${slots} SMuRF slot${slots === 1 ? '' : 's'} without hardware: ${names}\n` +
      `open ${new URL('.', http.url).href} in a browser\nlistening on ${http.url}\n`,
    core.registry.scan,
  );
  await untilSignal([...parts, { name: 'simulated network', close: () => network.close() }], logger);
}
