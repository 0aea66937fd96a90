import type { AlertOption } from './alert-options.js';
import type { ClientOptionName } from './client-options.js';
import type { JwtOption } from './jwt-options.js';
import type { LimitOption } from './limit-options.js';
import { DEFAULTS, type OptionDefinition } from './option-definition.js';
import type { TokenOption } from './token-options.js';

// Names and meaning are those of `add_arguments` in `ocs/site_config.py` (ocs 0.12).
export const SITE_OPTIONS = [
  {
    name: 'site',
    value: 'NAME',
    help: 'Read the site file $OCS_CONFIG_DIR/NAME.yaml instead of default.yaml. With "none", no site file is read, and --site-hub is required.',
  },
  { name: 'site-file', value: 'FILE', help: 'Read this site file. Cannot be combined with --site.' },
  {
    name: 'site-host',
    value: 'HOST',
    help: 'Use the block of this host in the site file. By default the block of this machine, or that of "localhost" if this machine has none.',
  },
  {
    name: 'site-hub',
    value: 'URL',
    help: 'URL of the WAMP router (wamp_server in the site file), such as ws://localhost:8001/ws.',
  },
  {
    name: 'site-realm',
    value: 'REALM',
    help: `WAMP realm (wamp_realm in the site file). The default without a site file is ${DEFAULTS.realm}.`,
  },
  {
    name: 'address-root',
    value: 'ROOT',
    help: `First part of all addresses (address_root in the site file). The default without a site file is ${DEFAULTS.addressRoot}.`,
  },
  {
    name: 'instance-id',
    value: 'ID',
    help: 'Instance id of the agent. The site file must have a block with this id. By default the block with agent-class MultiSmurfManager is used; the default without a site file is multismurf.',
  },
  {
    name: 'access-policy',
    value: 'POLICY',
    help: 'Access policy of the OCS agent (access_policy in the site file): none, director:INSTANCE-ID or override:PASSWORD2,PASSWORD3. Write passwords in the site file, not on the command line, which other users of the machine can read.',
  },
  {
    name: 'site-http',
    value: 'URL',
    help: "URL of the router's HTTP bridge (wamp_http in the site file), such as http://localhost:8001/call. With it, the end of an operation is known immediately; without it, within a second.",
  },
  {
    name: 'crossbar-timeout',
    value: 'SECONDS',
    help: 'Accepted, but has no effect: while the router cannot be reached, the program keeps running and keeps trying to connect.',
  },
  {
    name: 'log-dir',
    value: 'DIR',
    help: 'Accepted, but has no effect: logs go to standard error.',
  },
  {
    name: 'working-dir',
    value: 'DIR',
    help: 'Accepted because HostManager passes it, but has no effect: paths are relative to the current directory.',
  },
  { name: 'registry-address', value: 'ADDRESS', help: 'Accepted, but has no effect: OCS no longer uses it.' },
] as const satisfies readonly OptionDefinition[];

/** Site options that mean something else for `simulate`. */
const SIMULATE_HELP: Readonly<Record<string, string>> = {
  'site-http': 'Accepted, but has no effect: simulated agents use only the WebSocket of the router.',
  'instance-id':
    'Instance id of the agent that sets and clears faults at run time. It needs no block in the site file. The default is simulator.',
  'access-policy':
    'Access policy of the simulated agents (access_policy in the site file): none, director:INSTANCE-ID or override:PASSWORD2,PASSWORD3.',
};

export const ROUTER_LOGIN_OPTIONS = [
  {
    name: 'wamp-authid',
    value: 'NAME',
    help: 'Log in to the router under this name, with a ticket or a secret. By default the login is anonymous.',
  },
  {
    name: 'wamp-ticket-file',
    value: 'FILE',
    help: 'File that holds the ticket (WAMP "ticket" authentication). Or set MULTISMURF_WAMP_TICKET.',
  },
  {
    name: 'wamp-secret-file',
    value: 'FILE',
    help: 'File that holds the shared secret (WAMP "wampcra" authentication). Or set MULTISMURF_WAMP_SECRET.',
  },
] as const satisfies readonly OptionDefinition[];

export const HTTP_OPTIONS = [
  {
    name: 'host',
    value: 'ADDRESS',
    fallback: DEFAULTS.host,
    help: 'Serve on this address. If it is not a loopback address, other machines can connect, and --tokens or --auth-token-file is required.',
  },
  {
    name: 'port',
    value: 'PORT',
    fallback: DEFAULTS.port,
    help: 'Serve on this port. 0 selects any free port.',
  },
  {
    name: 'tokens',
    value: 'FILE',
    help: 'File with the tokens of users and their roles; "multismurf token" adds one. Clients must send theirs as "Authorization: Bearer TOKEN". The file is read again when it changes.',
  },
  {
    name: 'auth-token-file',
    value: 'FILE',
    help: 'File that holds one token for everybody, at least 16 characters. Everybody who has this token may do everything, and the server does not know their names. Or set MULTISMURF_AUTH_TOKEN.',
  },
  {
    name: 'tls-cert',
    value: 'FILE',
    help: 'Serve https and wss with this certificate (PEM, with its chain). Requires --tls-key. Both files are read again when they change.',
  },
  {
    name: 'tls-key',
    value: 'FILE',
    help: 'The private key of the certificate (PEM, without a password).',
  },
  {
    name: 'insecure',
    help: 'Serve on an address that other machines can reach although no token is required. Everybody on the network can then command the slots.',
  },
  {
    name: 'allow-origin',
    value: 'URL',
    help: 'Allow web pages of this origin, such as http://localhost:5173, to use the API. Can be repeated, or take several values separated by commas. By default only the pages that MultiSmurf serves are allowed.',
  },
  {
    name: 'allow-host',
    value: 'NAME',
    help: 'Accept this host name in requests, such as the name of a proxy. Needed if the server is on loopback or requires no token. Can be repeated, or take several values separated by commas. By default only localhost and addresses are accepted.',
  },
  {
    name: 'path-prefix',
    value: 'PATH',
    help: 'Serve everything below this path, such as /multismurf, for a proxy that passes on the whole path. By default everything is below /.',
  },
  {
    name: 'trust-proxy',
    value: 'ADDRESS',
    help: 'Believe the headers X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host of a proxy at this address: an address, a subnet such as 10.0.0.0/8, or loopback. The proxy must set all three. Can be repeated, or take several values separated by commas. By default these headers are ignored.',
  },
] as const satisfies readonly OptionDefinition[];

/** The run options that the demo also has: people rehearse failures with it. */
export const SHARED_RUN_OPTIONS = [
  {
    name: 'explicit-slots',
    help: 'A start must name its slots, or use the name "all". By default a start without names commands all slots. Use this if web panels, such as the generic panel of ocs-web, start operations without parameters.',
  },
  {
    name: 'groups',
    value: 'FILE',
    help: 'YAML file with groups of slots, such as "tube1: [ufm_mv5, ufm_mv12]". Members are names of slots, patterns with * and ?, and other groups. The name of a group can be used wherever slots are named. By default there are no groups.',
  },
  {
    name: 'presets',
    value: 'FILE',
    help: 'YAML file with the usual requests of your team, such as "noise: {operation: take_noise, streamIds: [tube1], params: {duration: 30}}". It is read again when it changes. By default there are no presets.',
  },
  {
    name: 'hold-seconds',
    value: 'SECONDS',
    fallback: DEFAULTS.holdSeconds,
    help: 'How long a run with maxConcurrency or batches waits if the outcome of a slot is unknown (LOST, TIMED_OUT, or UNKNOWN while the operation may still run). After that, the remaining slots are not started.',
  },
  {
    name: 'lost-seconds',
    value: 'SECONDS',
    fallback: DEFAULTS.lostSeconds,
    help: 'How long a run waits for an expired slot. A slot that returns within this time with the same session is followed again.',
  },
] as const satisfies readonly OptionDefinition[];

export const RUN_OPTIONS = [
  {
    name: 'network-name',
    value: 'NAME',
    help: 'Unique name of this network, such as the name of the telescope. It is a part of the ids in the API. By default the ids contain router URL, realm and address root. Two networks with routers on localhost can have the same values; then set this option.',
  },
  {
    name: 'expire-time',
    value: 'SECONDS',
    fallback: DEFAULTS.expireSeconds,
    help: 'A slot counts as expired when it has sent no heartbeat for this time.',
  },
  {
    name: 'default-timeout',
    value: 'SECONDS',
    fallback: DEFAULTS.runTimeoutSeconds,
    help: 'A slot that has not finished a task after this time is reported as TIMED_OUT, and the run no longer waits for it. For processes the default is 14 days; --timeout changes it.',
  },
  {
    name: 'timeout',
    value: 'OPERATION=SECONDS',
    help: 'Timeout for one operation, task or process, such as take_iv=1800. Can be repeated.',
  },
  ...SHARED_RUN_OPTIONS,
] as const satisfies readonly OptionDefinition[];

export const STORAGE_OPTIONS = [
  {
    name: 'data-dir',
    value: 'DIR',
    help: 'Store the runs and the known slots in this folder. Default: $MULTISMURF_DATA_DIR, or $XDG_STATE_HOME/multismurf (~/.local/state/multismurf). With DATABASE_URL=postgres://... they are stored in this database. Only one server can use a folder; several servers can use one database.',
  },
] as const satisfies readonly OptionDefinition[];

/** The same option, with the default of the demo. */
export const DEMO_STORAGE_OPTIONS = STORAGE_OPTIONS.map((option) => ({
  ...option,
  help: 'Store the runs in this folder. By default they are kept in memory, and are lost when the demo ends.',
}));

export const LOG_OPTIONS = [
  {
    name: 'log-level',
    value: 'LEVEL',
    fallback: DEFAULTS.logLevel,
    help: 'Log messages of this level and above: trace, debug, info, warn, error or silent.',
  },
] as const satisfies readonly OptionDefinition[];

export const SIMULATION_OPTIONS = [
  {
    name: 'slots',
    value: 'N',
    fallback: DEFAULTS.slots,
    help: 'Number of SMuRF slots to simulate, 1 to 64.',
  },
  {
    name: 'seed',
    value: 'N',
    fallback: DEFAULTS.seed,
    help: 'A whole number. The same seed produces the same simulated detectors.',
  },
  {
    name: 'time-scale',
    value: 'X',
    fallback: DEFAULTS.timeScale,
    help: 'Run the simulation X times as fast. With 10, an operation of one minute takes six seconds.',
  },
  {
    name: 'fault',
    value: 'FAULT',
    help: 'Simulate a fault, such as s3:take_noise=raise (see below). Can be repeated.',
  },
] as const satisfies readonly OptionDefinition[];

// As those of serve, except that here they are about many agents.
export const SIMULATE_SITE_OPTIONS = SITE_OPTIONS.map((option) => ({
  ...option,
  help: SIMULATE_HELP[option.name] ?? option.help,
}));

export const INSTANCE_OPTIONS = [
  {
    name: 'instance-prefix',
    value: 'PREFIX',
    fallback: DEFAULTS.instancePrefix,
    help: 'First part of the instance ids of the simulated agents; s2, s3, ... follows (crate1-s2, ... for more than six slots).',
  },
] as const satisfies readonly OptionDefinition[];

export type OptionName =
  | LimitOption
  | 'no-introspection'
  | 'no-graphiql'
  | TokenOption
  | JwtOption
  | AlertOption
  | (typeof SITE_OPTIONS)[number]['name']
  | (typeof ROUTER_LOGIN_OPTIONS)[number]['name']
  | (typeof HTTP_OPTIONS)[number]['name']
  | (typeof RUN_OPTIONS)[number]['name']
  | (typeof STORAGE_OPTIONS)[number]['name']
  | (typeof LOG_OPTIONS)[number]['name']
  | (typeof SIMULATION_OPTIONS)[number]['name']
  | (typeof INSTANCE_OPTIONS)[number]['name']
  | ClientOptionName;
