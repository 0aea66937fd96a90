import type { IssuerOptions } from '../auth/issuer.js';
import type { Viewer } from '../auth/viewer.js';
import type { LogLevel } from '../lib/logger.js';
import type { Secret } from '../lib/secret.js';
import type { AlertsConfig, AlertTestConfig } from './alerts-config.js';
import type { Checked } from './checks.js';
import type { LimitName } from './cli/limit-options.js';
import type { Problem } from './problem.js';

/** How to log in to the router; see the WAMP specification, "Authentication". */
export interface WampAuth {
  readonly method: 'ticket' | 'wampcra';
  readonly authid: string;
  /** The ticket, or the shared secret of WAMP-CRA. */
  readonly secret: Secret;
}

export interface WampConfig {
  /** `ws://` or `wss://` URL of the router. */
  readonly url: string;
  readonly realm: string;
  /** Absent: join anonymously, as OCS agents do. */
  readonly auth?: WampAuth;
}

/** The router as `serve` uses it. */
export interface HubConfig extends WampConfig {
  /** `http://` or `https://` URL of the router's HTTP bridge. Null: the end of a session is known from status and heartbeats only. */
  readonly http: string | null;
}

/** Our agent on the OCS network. */
export interface OcsConfig {
  /** First part of every address, `observatory` by custom. */
  readonly addressRoot: string;
  readonly instanceId: string;
  readonly agentClass: typeof AGENT_CLASS;
  /** Name of the network, for ids. Absent: ids hold the router, realm and address root instead. */
  readonly networkName?: string;
  /** The site file used and the key under its `hosts` that was taken; absent when no site file is used. */
  readonly site?: { readonly file: string; readonly host: string };
  /**
   * OCS's own text: `none`, `override:PW2,PW3` or `director:INSTANCE-ID`; absent means none. A Secret
   * because `override:` carries passwords.
   */
  readonly accessPolicy?: Secret;
}

/** PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface HttpConfig {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  /** A bearer token that all clients share. */
  readonly authToken?: Secret;
  /** Path of the file with the tokens of users. */
  readonly tokens?: string;
  /** Limits for clients that differ from their defaults. */
  readonly limits?: Readonly<Partial<Record<LimitName, number>>>;
  /** Clients cannot read the schema. */
  readonly hidesSchema?: true;
  /** GraphiQL is not served. */
  readonly hidesGraphiQL?: true;
  /** Whose JSON Web Tokens are accepted. */
  readonly jwt?: IssuerOptions;
  /** Paths of the certificate and its key, if the server speaks TLS. */
  readonly tls?: TlsFiles;
  /** Nobody needs a token, although other machines can connect. */
  readonly isInsecure?: true;
  /** Origins of pages that may use the API besides our own, such as `http://localhost:5173`. */
  readonly allowedOrigins?: readonly string[];
  /** The path below which everything is served, such as `/multismurf`. */
  readonly pathPrefix?: string;
  /** Proxies whose `X-Forwarded-*` are believed: addresses, subnets, or `loopback`. */
  readonly trustedProxies?: readonly string[];
  /** Names that a server on loopback accepts in the `Host` header besides those of loopback. */
  readonly allowedHosts?: readonly string[];
}

/** How long a run waits for slots whose state is unknown, in seconds. */
export interface GraceConfig {
  /** How long a run with maxConcurrency waits for a slot that is LOST or TIMED_OUT. Then the rest is not started. */
  readonly holdSeconds: number;
  /** How long a run waits for an expired slot to return with the same session. */
  readonly lostSeconds: number;
}

/** How long a run waits for the end of an operation on a slot, in seconds. */
export interface RunsConfig extends GraceConfig {
  readonly defaultTimeoutSeconds: number;
  /** By operation, where it differs from the default. */
  readonly timeouts: ReadonlyMap<string, number>;
}

/** Where runs are stored. */
export type StorageConfig =
  | { readonly kind: 'memory' }
  /** A configured folder: if it cannot be used, the server does not start. */
  | { readonly kind: 'folder'; readonly path: string }
  /** Not configured; null if the environment defines no such folder. */
  | { readonly kind: 'default folder'; readonly path: string | null }
  /** A Secret because the URL contains a password. */
  | { readonly kind: 'postgres'; readonly url: Secret };

export interface ServeConfig {
  readonly command: 'serve';
  readonly wamp: HubConfig;
  readonly ocs: OcsConfig;
  readonly http: HttpConfig;
  /** A slot without a heartbeat for this many milliseconds is expired. */
  readonly expireTimeMs: number;
  readonly runs: RunsConfig;
  /** A start must name its slots, or use the name `all`. */
  readonly explicitSlots: boolean;
  /** The names and patterns of the slots of each group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Path of the file with presets; null if there is none. */
  readonly presets: string | null;
  readonly storage: StorageConfig;
  /** Absent: no alerts are sent. */
  readonly alerts?: AlertsConfig;
  readonly logLevel: LogLevel;
}

/** What is simulated. */
export interface SimulatedConfig {
  readonly slots: number;
  /** The same seed gives the same simulated detectors. */
  readonly seed: number;
  /** Simulated seconds per second. */
  readonly timeScale: number;
  /** The texts of the faults to simulate, which `Sources.checkFault` has accepted. */
  readonly faults: readonly string[];
}

export interface DemoConfig
  extends SimulatedConfig,
    Pick<ServeConfig, 'http' | 'explicitSlots' | 'groups' | 'presets' | 'alerts' | 'logLevel'> {
  readonly command: 'demo';
  readonly runs: GraceConfig;
  readonly storage: Extract<StorageConfig, { kind: 'memory' | 'folder' }>;
}

export interface SimulateConfig extends SimulatedConfig {
  readonly command: 'simulate';
  readonly wamp: WampConfig;
  readonly addressRoot: string;
  /** Instance id of the agent that sets faults at run time. */
  readonly instanceId: string;
  /** First part of the ids of the simulated agents, before `s2`, `s3` and so on. */
  readonly instancePrefix: string;
  /** As in {@link OcsConfig}, for the simulated agents. */
  readonly accessPolicy?: Secret;
  readonly logLevel: LogLevel;
}

/** A new token for a user. */
export interface TokenConfig {
  readonly command: 'token';
  readonly viewer: Viewer & { readonly name: string };
  /** Null if it does not expire. */
  readonly days: number | null;
  /** Path of the file to which it is added. */
  readonly file: string;
}

export interface SchemaConfig {
  readonly command: 'schema';
}

/** The server that a command uses. */
export interface ServerAddress {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly token?: Secret;
  /** The name of the user, for a server that requires no token. */
  readonly user?: string;
  /** For the slots. */
  readonly ocsPassword?: Secret;
}

interface OnSlots<Command> {
  readonly command: Command;
  /** Empty for all. */
  readonly slots: readonly string[];
}

interface OfOperation<Command> extends OnSlots<Command> {
  readonly operation: string;
}

interface OfRun<Command> {
  readonly command: Command;
  readonly id: string;
}

/** A command that uses a running server. */
export type ClientConfig = {
  readonly server: ServerAddress;
  /** JSON in place of text, also on a terminal. */
  readonly isJson: boolean;
} & (
  | OnSlots<'list'>
  | OnSlots<'stop-all'>
  | { readonly command: 'watch' }
  | { readonly command: 'presets' }
  | OfOperation<'stop'>
  | OfOperation<'abort'>
  | OfOperation<'results'>
  | OfRun<'cancel'>
  | OfRun<'pause'>
  | OfRun<'resume'>
  | {
      readonly command: 'runs';
      readonly count: number;
      readonly operation: string | null;
      readonly slot: string | null;
      readonly label: string | null;
    }
  | {
      readonly command: 'annotate';
      readonly id: string;
      /** Undefined if it stays; an empty text removes it. */
      readonly note: string | undefined;
      /** Undefined if they stay. */
      readonly labels: readonly string[] | undefined;
    }
  | {
      readonly command: 'retry';
      readonly id: string;
      readonly statuses: readonly string[];
      readonly isForced: boolean;
      /** Does not wait for the end of the run. */
      readonly isDetached: boolean;
    }
  | {
      readonly command: 'run';
      /** The operation, or the preset that names it. */
      readonly request: { readonly operation: string } | { readonly preset: string };
      readonly slots: readonly string[];
      readonly params: Readonly<Record<string, unknown>>;
      /** As `RunOptions` of the API, without passwords. */
      readonly options: Readonly<Record<string, unknown>>;
      /** The password of the exclusive grant in the options, or in those of the preset; null if there is none. */
      readonly grantPassword: Secret | null;
      readonly isDetached: boolean;
    }
);

export type Config =
  | ServeConfig
  | DemoConfig
  | SimulateConfig
  | TokenConfig
  | AlertTestConfig
  | SchemaConfig
  | ClientConfig;

/** What determines the names of simulated slots. */
export interface SlotsToName {
  readonly slots: number;
  readonly instancePrefix: string;
  readonly streamPrefix: string;
}

/** Everything that the configuration is read from. It is passed in, so that reading has no side effects. */
export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This machine's name, to find its block in the site file. */
  readonly hostname: string;
  /** The text of a file; throws as `readFileSync` does. Paths are passed as the operator wrote them. */
  readonly readFile: (path: string) => string;
  /** Checks the text of a fault for these slots. Passed in, because faults belong to the simulator. */
  readonly checkFault: (text: string, slots: SlotsToName) => Checked<unknown>;
  /** What `--version` prints. */
  readonly version: string;
}

export type CommandLineResult =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'text'; readonly text: string; readonly exitCode: 0 }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** Our `agent-class` in OCS site files. */
export const AGENT_CLASS = 'MultiSmurfManager';

export const DEFAULT_INSTANCE_ID = 'multismurf';

export const DEFAULT_SIMULATOR_ID = 'simulator';

/**
 * First part of the stream ids of simulated slots, before the name of the detector module. The demo uses the prefix of
 * the observatory. On a real network the prefix differs, so that nobody mistakes a simulated slot for a real one.
 */
export const STREAM_PREFIX = { demo: 'ufm_', simulate: 'sim_' } as const;
