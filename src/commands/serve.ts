import { type Alerts, createAlerts } from '../alerts/alerts.js';
import { createIdentities } from '../auth/identities.js';
import { createIssuer } from '../auth/issuer.js';
import { openTokenFile } from '../auth/token-file.js';
import type { AlertsConfig } from '../config/alerts-config.js';
import type { ServeConfig } from '../config/types.js';
import { type Core, createCore } from '../core/core.js';
import type { PasswordFor } from '../core/runs/passwords.js';
import { checkPreset } from '../graphql/check-preset.js';
import { openCertificate } from '../http/certificate.js';
import { type HttpServer, startHttpServer } from '../http/server.js';
import { systemClock } from '../lib/clock.js';
import { createLogOutput } from '../lib/log-output.js';
import { createLogger, type Logger } from '../lib/logger.js';
import { createMetrics } from '../metrics/metrics.js';
import { createPasswords, type PasswordStore } from '../ocs/access/passwords.js';
import { parseAccessPolicy } from '../ocs/access/policy.js';
import { createOcsBridge } from '../ocs/http-bridge.js';
import { createMultiSmurfManager, type MultiSmurfManager } from '../ocs-face/multismurf-manager.js';
import { OWN_TASK_NAMES } from '../ocs-face/own-tasks.js';
import { openPresetFile } from '../presets/preset-file.js';
import { openStorage } from '../storage/open-storage.js';
import { createWampConnection } from '../wamp/connection.js';
import type { WampAuth } from '../wamp/credentials.js';
import { announce } from './announce.js';
import { closeAll, type Part, untilSignal } from './lifecycle.js';
import { createOutageLog } from './outage-log.js';

/** The default timeout of a process, which, unlike a task, may run for days. */
const PROCESS_TIMEOUT_SECONDS = 14 * 24 * 3600;

/** A running server, and its parts in the order in which they must be closed. */
export interface RunningServer {
  readonly core: Core;
  readonly agent: MultiSmurfManager;
  readonly http: HttpServer;
  readonly parts: readonly Part[];
}

/** `multismurf serve`: serves the slots of an OCS network until a signal comes. */
export async function runServer(config: ServeConfig): Promise<void> {
  const log = createLogOutput();
  const logger = createLogger(config.logLevel, log);
  const passwords = createPasswords({ logger });
  const { core, http, parts } = await startServer(config, logger, {
    passwords,
    degraded: () => log.degraded,
  });
  announce(`listening on ${http.url}\n`, core.registry.scan);
  await untilSignal([...parts, { name: 'password file', close: () => passwords.close() }], logger);
}

/** What a server needs from the process, besides its configuration. */
export interface ServerSurroundings {
  /** Our passwords, for slots that require one; none by default. */
  readonly passwords?: Pick<PasswordStore, 'find'>;
  /** Parts that do not work, each described in one line. */
  readonly degraded?: () => readonly string[];
  /** The slots are simulated, and nothing real can be commanded. */
  readonly simulated?: boolean;
}

/** Starts the server. If it cannot listen, everything is closed again. */
export async function startServer(
  config: ServeConfig,
  logger: Logger,
  { passwords, degraded, simulated = false }: ServerSurroundings = {},
): Promise<RunningServer> {
  const { wamp, ocs, runs } = config;
  const metrics = createMetrics();
  const storage = await openStorage(config.storage, { clock: systemClock, logger });
  const presets =
    config.presets === null
      ? null
      : await openPresetFile({ path: config.presets, check: checkPreset, clock: systemClock, logger });
  const tokens =
    config.http.tokens === undefined
      ? null
      : await openTokenFile({ path: config.http.tokens, clock: systemClock, logger });
  const identities = createIdentities({
    ...{ commonToken: config.http.authToken?.reveal() ?? null, tokens },
    issuer: config.http.jwt ? createIssuer(config.http.jwt, systemClock) : null,
  });
  if (config.http.isInsecure && !identities.isRequired) {
    logger.warn('everybody on the network can command the slots: the server was started with --insecure');
  }
  const certificate =
    config.http.tls === undefined
      ? null
      : await openCertificate({ files: config.http.tls, clock: systemClock, logger });
  const connection = createWampConnection({
    url: wamp.url,
    realm: wamp.realm,
    logger,
    ...(wamp.auth && { auth: credentials(wamp.auth) }),
  });
  const outages = createOutageLog({
    connection,
    router: wamp.url,
    consequence: 'no slot can be commanded',
    logger,
  });
  const bridge = wamp.http === null ? null : createOcsBridge({ url: wamp.http, logger });
  const accessPolicy = parseAccessPolicy(ocs.accessPolicy?.reveal());
  const core = createCore({
    ...{ connection, bridge, logger },
    place: {
      url: wamp.url,
      realm: wamp.realm,
      addressRoot: ocs.addressRoot,
      site: ocs.site?.file ?? null,
      ...(ocs.networkName !== undefined && { name: ocs.networkName }),
    },
    expireTimeMs: config.expireTimeMs,
    timeoutFor: (operation, type) =>
      runs.timeouts.get(operation) ??
      (type === 'process' ? PROCESS_TIMEOUT_SECONDS : runs.defaultTimeoutSeconds),
    patience: { holdSeconds: runs.holdSeconds, lostSeconds: runs.lostSeconds },
    store: metrics.measureStore(storage.runs),
    slotStore: storage.slots,
    auditStore: storage.audit,
    kept: storage.kept,
    storeHealth: storage.health,
    peers: storage.peers,
    explicitSlots: config.explicitSlots,
    groups: config.groups,
    ...(presets && { presets }),
    ownTasks: OWN_TASK_NAMES,
    accessDirector:
      accessPolicy.kind === 'director'
        ? { instanceId: accessPolicy.instanceId, serverName: ocs.instanceId }
        : null,
    ...(passwords && { passwordFor: passwordFrom(passwords) }),
    decorateClient: metrics.countCalls,
  });
  const agent = createMultiSmurfManager({
    core,
    instanceId: ocs.instanceId,
    agentClass: ocs.agentClass,
    accessPolicy,
    logger,
  });
  metrics.watchCore(core, agent, {
    isVolatile: config.storage.kind === 'memory' || storage.health.problem?.code === 'RUNS_IN_MEMORY',
    size: storage.size,
  });
  const parts: Part[] = [
    { name: 'metrics', close: () => metrics.close() },
    { name: 'OCS agent', close: () => agent.close() },
    { name: 'core', close: () => core.close() },
    { name: 'exclusive grants', close: () => core.grantHolder.close() },
    { name: 'audit log', close: () => core.audit.close() },
    { name: 'certificate', close: () => certificate?.close() },
    { name: 'file of the tokens', close: () => tokens?.close() },
    { name: 'file of the presets', close: () => presets?.close() },
    { name: "router's HTTP bridge", close: () => bridge?.close() },
    { name: 'log of outages', close: () => outages.close() },
    { name: 'connection to the router', close: () => connection.close() },
    { name: 'store of the runs', close: () => storage.close() },
  ];
  let alerts: Alerts | null = null;
  try {
    const http = await startHttpServer({
      core,
      agent,
      host: config.http.host,
      port: config.http.port,
      identities,
      metrics,
      certificate,
      limits: config.http.limits ?? {},
      hidesSchema: config.http.hidesSchema ?? false,
      hidesGraphiQL: config.http.hidesGraphiQL ?? false,
      allowedOrigins: config.http.allowedOrigins ?? [],
      allowedHosts: config.http.allowedHosts ?? [],
      pathPrefix: config.http.pathPrefix ?? '',
      trustedProxies: config.http.trustedProxies ?? [],
      title: simulated ? 'MultiSmurf · simulation' : `MultiSmurf · ${wamp.realm}`,
      simulated,
      degraded: () => [
        ...(degraded?.() ?? []),
        ...core.audit.degraded,
        ...(alerts?.degraded ?? []),
        ...[tokens?.problem, certificate?.problem].flatMap((problem) => problem ?? []),
      ],
      logger,
    });
    alerts = config.alerts ? startAlerts(config.alerts, http.url, core, logger) : null;
    return {
      ...{ core, agent, http },
      parts: [
        { name: 'HTTP server', close: () => http.close() },
        { name: 'alerts', close: () => alerts?.close() },
        ...parts,
      ],
    };
  } catch (error) {
    await closeAll(parts, logger);
    throw error;
  }
}

/** @param address under which the server listens */
function startAlerts(
  { url, token, platform, groups, externalUrl }: AlertsConfig,
  address: string,
  core: Core,
  logger: Logger,
): Alerts {
  const page = externalUrl ?? new URL('.', address).href;
  return createAlerts({
    core,
    webhook: { url, ...(token && { token }) },
    origin: { platform, groups, externalUrl: page.replace(/\/*$/, '/') },
    logger,
  });
}

/**
 * Operations of a PysmurfController require level 1 at most, and OCS's password file has no password for level 1. If
 * an access director protects level 1, the password for level 2 is valid for it too.
 */
function passwordFrom(passwords: Pick<PasswordStore, 'find'>): PasswordFor {
  return ({ instanceId, agentClass, api }, operation) => {
    const required = api?.operations.get(operation)?.min_privs ?? 1;
    return passwords.find({ instanceId, agentClass }, required > 2 ? 3 : 2);
  };
}

/** The login from the configuration, in the form that the connection expects. */
export function credentials({ method, authid, secret }: NonNullable<ServeConfig['wamp']['auth']>): WampAuth {
  return method === 'ticket' ? { authid, ticket: secret.reveal() } : { authid, secret: secret.reveal() };
}
