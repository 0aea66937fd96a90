/** One option as the command line definition and its help need it. */
export interface OptionDefinition {
  readonly name: string;
  /** Stands for the value in the help; absent for an option that takes none. */
  readonly value?: string;
  /** In operators' words; says what happens without the option where that is no plain default. */
  readonly help: string;
  /** For the help only: where it applies is said by the code that reads the option. */
  readonly fallback?: string | number;
}

export const DEFAULTS = {
  realm: 'test_realm',
  addressRoot: 'observatory',
  host: '127.0.0.1',
  port: 4000,
  expireSeconds: 20,
  runTimeoutSeconds: 7200,
  holdSeconds: 600,
  lostSeconds: 120,
  logLevel: 'info',
  slots: 3,
  seed: 1,
  timeScale: 1,
  instancePrefix: 'pysmurf-controller-',
} as const;

// Names and meaning are those of `add_arguments` in `ocs/site_config.py` (ocs 0.12).
export const SITE_OPTIONS = [
  {
    name: 'site',
    value: 'NAME',
    help: 'Read the site file $OCS_CONFIG_DIR/NAME.yaml instead of default.yaml. "none" reads no site file; then --site-hub is needed.',
  },
  { name: 'site-file', value: 'FILE', help: 'Read this site file. Not together with --site.' },
  {
    name: 'site-host',
    value: 'HOST',
    help: 'Take the block of this host in the site file. Otherwise that of this machine, or else that of "localhost".',
  },
  {
    name: 'site-hub',
    value: 'URL',
    help: 'URL of the WAMP router (wamp_server in the site file), such as ws://localhost:8001/ws.',
  },
  {
    name: 'site-realm',
    value: 'REALM',
    help: `WAMP realm (wamp_realm in the site file; ${DEFAULTS.realm} without one).`,
  },
  {
    name: 'address-root',
    value: 'ROOT',
    help: `First part of all addresses (address_root in the site file; ${DEFAULTS.addressRoot} without one).`,
  },
  {
    name: 'instance-id',
    value: 'ID',
    help: 'Our name on the OCS network, and the block of the site file to take. Otherwise the one with agent-class MultiSmurfManager (multismurf without a site file).',
  },
  {
    name: 'access-policy',
    value: 'POLICY',
    help: 'Who may command the OCS agent: none, director:INSTANCE-ID or override:PASSWORD2,PASSWORD3. Put passwords in the site file rather than here: others see command lines.',
  },
  {
    name: 'site-http',
    value: 'URL',
    help: "URL of the router's HTTP bridge (wamp_http in the site file), such as http://localhost:8001/call. With it the end of an operation is known at once; without it within a second.",
  },
  {
    name: 'crossbar-timeout',
    value: 'SECONDS',
    help: 'Accepted; no effect: when the router is away we stay up and connect again, however long it takes.',
  },
  {
    name: 'log-dir',
    value: 'DIR',
    help: 'Accepted; no effect: logs go to standard error.',
  },
  {
    name: 'working-dir',
    value: 'DIR',
    help: 'Accepted (HostManager passes it); no effect: paths are relative to the directory of the process.',
  },
  { name: 'registry-address', value: 'ADDRESS', help: 'Accepted; no effect: OCS has given it up.' },
] as const satisfies readonly OptionDefinition[];

/** What is to be said otherwise of the site options of `simulate`. */
const SIMULATE_HELP: Readonly<Record<string, string>> = {
  'site-http': 'Accepted; no effect: simulated agents talk to the router by WebSocket only.',
  'instance-id':
    'Instance id of the agent with which faults are set and cleared at run time (simulator). It needs no block in the site file.',
  'access-policy':
    'Who may command the simulated agents: none, director:INSTANCE-ID or override:PASSWORD2,PASSWORD3 (access_policy in the site file).',
};

export const ROUTER_LOGIN_OPTIONS = [
  {
    name: 'wamp-authid',
    value: 'NAME',
    help: 'Log in to the router under this name, with a ticket or a secret. Otherwise we join anonymously.',
  },
  {
    name: 'wamp-ticket-file',
    value: 'FILE',
    help: 'The ticket (WAMP "ticket" authentication) stands in this file. Or set MULTISMURF_WAMP_TICKET.',
  },
  {
    name: 'wamp-secret-file',
    value: 'FILE',
    help: 'The shared secret (WAMP "wampcra" authentication) stands in this file. Or set MULTISMURF_WAMP_SECRET.',
  },
] as const satisfies readonly OptionDefinition[];

export const HTTP_OPTIONS = [
  {
    name: 'host',
    value: 'ADDRESS',
    fallback: DEFAULTS.host,
    help: 'Serve on this address. Any other than loopback lets other machines in and needs a token.',
  },
  {
    name: 'port',
    value: 'PORT',
    fallback: DEFAULTS.port,
    help: 'Serve on this port; 0 takes any that is free.',
  },
  {
    name: 'auth-token-file',
    value: 'FILE',
    help: 'Clients must send the token that stands in this file (at least 16 characters) as "Authorization: Bearer TOKEN". Or set MULTISMURF_AUTH_TOKEN.',
  },
  {
    name: 'allow-origin',
    value: 'URL',
    help: 'Let pages of this origin use the API too, such as http://localhost:5173; may be given several times, or with commas. Otherwise only our own pages may.',
  },
  {
    name: 'allow-host',
    value: 'NAME',
    help: 'On loopback, answer requests for this host name too, as a proxy passes them on; may be given several times, or with commas. Otherwise only localhost and the like.',
  },
] as const satisfies readonly OptionDefinition[];

/** The run options that the demo has too: its slots fall silent on purpose, and people rehearse with it. */
export const SHARED_RUN_OPTIONS = [
  {
    name: 'explicit-slots',
    help: 'A start must name its slots, or use the name "all". Otherwise one that names none commands all. For sites whose panels start operations without parameters.',
  },
  {
    name: 'hold-seconds',
    value: 'SECONDS',
    fallback: DEFAULTS.holdSeconds,
    help: 'A run with a window (maxConcurrency) waits so long for a slot that is LOST or TIMED_OUT. After that the remaining slots are not started.',
  },
  {
    name: 'lost-seconds',
    value: 'SECONDS',
    fallback: DEFAULTS.lostSeconds,
    help: 'A run stays open so long for a slot that fell silent. A slot that returns in this time with the same session is followed again.',
  },
] as const satisfies readonly OptionDefinition[];

export const RUN_OPTIONS = [
  {
    name: 'network-name',
    value: 'NAME',
    help: 'A name that no other network of the observatory has, such as the telescope. The ids in the API hold it. Otherwise the router, realm and address root stand for it, which are the same for all whose router is on localhost.',
  },
  {
    name: 'expire-time',
    value: 'SECONDS',
    fallback: DEFAULTS.expireSeconds,
    help: 'A slot that has sent no heartbeat for so long counts as expired.',
  },
  {
    name: 'default-timeout',
    value: 'SECONDS',
    fallback: DEFAULTS.runTimeoutSeconds,
    help: 'A slot that has not finished an operation after so long is given up as timed out.',
  },
  {
    name: 'timeout',
    value: 'OPERATION=SECONDS',
    help: 'The same for one operation; may be given several times.',
  },
  ...SHARED_RUN_OPTIONS,
] as const satisfies readonly OptionDefinition[];

export const STORAGE_OPTIONS = [
  {
    name: 'data-dir',
    value: 'DIR',
    help: 'Store runs, and what is known of the slots, in this folder. Otherwise in $MULTISMURF_DATA_DIR, or else in $XDG_STATE_HOME/multismurf (~/.local/state/multismurf); with DATABASE_URL=postgres://... in that database. One server at a time.',
  },
] as const satisfies readonly OptionDefinition[];

/** What is to be said otherwise in the demo. */
export const DEMO_STORAGE_OPTIONS = STORAGE_OPTIONS.map((option) => ({
  ...option,
  help: 'Store runs in this folder. Otherwise they are kept in memory, and end with the demo.',
}));

export const LOG_OPTIONS = [
  {
    name: 'log-level',
    value: 'LEVEL',
    fallback: DEFAULTS.logLevel,
    help: 'How much to log: trace, debug, info, warn, error or silent.',
  },
] as const satisfies readonly OptionDefinition[];

export const SIMULATION_OPTIONS = [
  { name: 'slots', value: 'N', fallback: DEFAULTS.slots, help: 'Simulate so many SMuRF slots, 1 to 64.' },
  {
    name: 'seed',
    value: 'N',
    fallback: DEFAULTS.seed,
    help: 'The same whole number gives the same simulated detectors.',
  },
  {
    name: 'time-scale',
    value: 'X',
    fallback: DEFAULTS.timeScale,
    help: 'Run the simulation X times as fast; 10 makes an operation of a minute end after six seconds.',
  },
  {
    name: 'fault',
    value: 'FAULT',
    help: 'Let something go wrong, such as s3:take_noise=raise (see below); may be given several times.',
  },
] as const satisfies readonly OptionDefinition[];

// As those of serve, but for what is said of us: here we are many.
export const SIMULATE_SITE_OPTIONS = SITE_OPTIONS.map((option) => ({
  ...option,
  help: SIMULATE_HELP[option.name] ?? option.help,
}));

export const INSTANCE_OPTIONS = [
  {
    name: 'instance-prefix',
    value: 'PREFIX',
    fallback: DEFAULTS.instancePrefix,
    help: 'Before s2, s3, ... (crate1-s2, ... above six slots) in the instance ids of the simulated agents.',
  },
] as const satisfies readonly OptionDefinition[];

export type OptionName =
  | (typeof SITE_OPTIONS)[number]['name']
  | (typeof ROUTER_LOGIN_OPTIONS)[number]['name']
  | (typeof HTTP_OPTIONS)[number]['name']
  | (typeof RUN_OPTIONS)[number]['name']
  | (typeof STORAGE_OPTIONS)[number]['name']
  | (typeof LOG_OPTIONS)[number]['name']
  | (typeof SIMULATION_OPTIONS)[number]['name']
  | (typeof INSTANCE_OPTIONS)[number]['name'];
