import type { LogLevel } from '../lib/logger.js';
import type { Secret } from '../lib/secret.js';
import type { Checked } from './checks.js';
import type { Problem } from './problem.js';

/** How we prove to the router who we are; see the WAMP specification, "Authentication". */
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
  /** `http://` or `https://` URL of the router's HTTP bridge; null: ends are seen by status and heartbeats only. */
  readonly http: string | null;
}

/** Who we are on the OCS network. */
export interface OcsConfig {
  /** First part of every address, `observatory` by custom. */
  readonly addressRoot: string;
  readonly instanceId: string;
  readonly agentClass: typeof AGENT_CLASS;
  /** What tells the network from others in ids; absent: its router, realm and address root do. */
  readonly networkName?: string;
  /** The site file used and the key under its `hosts` that was taken; absent when no site file is used. */
  readonly site?: { readonly file: string; readonly host: string };
  /**
   * OCS's own text: `none`, `override:PW2,PW3` or `director:INSTANCE-ID`; absent means none. A Secret
   * because `override:` carries passwords.
   */
  readonly accessPolicy?: Secret;
}

export interface HttpConfig {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  /** The bearer token that every client must send; always there when `host` is not loopback. */
  readonly authToken?: Secret;
  /** Origins of pages that may use the API besides our own, such as `http://localhost:5173`. */
  readonly allowedOrigins?: readonly string[];
  /** Names in the `Host` header that a server on loopback takes besides those of loopback. */
  readonly allowedHosts?: readonly string[];
}

/** How long a run waits for slots of which nothing is known, in seconds. */
export interface GraceConfig {
  /** A run with a window waits so long for a slot that is LOST or TIMED_OUT; then the rest is not started. */
  readonly holdSeconds: number;
  /** A run stays open so long for a slot that fell silent, in which it may return with the same session. */
  readonly lostSeconds: number;
}

/** How long a slot may take before our waiting ends, in seconds. */
export interface RunsConfig extends GraceConfig {
  readonly defaultTimeoutSeconds: number;
  /** By name of the operation, where it differs from the default. */
  readonly timeouts: ReadonlyMap<string, number>;
}

/** Where runs are kept. */
export type StorageConfig =
  | { readonly kind: 'memory' }
  /** Named by somebody, who wants no other. */
  | { readonly kind: 'folder'; readonly path: string }
  /** Named by nobody; null where the environment says of no such folder. */
  | { readonly kind: 'default folder'; readonly path: string | null }
  /** A Secret because the URL carries a password. */
  | { readonly kind: 'postgres'; readonly url: Secret };

export interface ServeConfig {
  readonly command: 'serve';
  readonly wamp: HubConfig;
  readonly ocs: OcsConfig;
  readonly http: HttpConfig;
  /** An instance without a heartbeat for so many milliseconds is expired. */
  readonly expireTimeMs: number;
  readonly runs: RunsConfig;
  /** A start must name its slots, or use the name `all`. */
  readonly explicitSlots: boolean;
  readonly storage: StorageConfig;
  readonly logLevel: LogLevel;
}

/** What is simulated. */
export interface SimulatedConfig {
  readonly slots: number;
  /** The same seed gives the same simulated detectors. */
  readonly seed: number;
  /** Simulated seconds per second. */
  readonly timeScale: number;
  /** What goes wrong on purpose, as it was written; `Sources.checkFault` has let it pass. */
  readonly faults: readonly string[];
}

export interface DemoConfig extends SimulatedConfig {
  readonly command: 'demo';
  readonly http: HttpConfig;
  readonly runs: GraceConfig;
  /** As in {@link ServeConfig}. */
  readonly explicitSlots: boolean;
  readonly storage: Extract<StorageConfig, { kind: 'memory' | 'folder' }>;
  readonly logLevel: LogLevel;
}

export interface SimulateConfig extends SimulatedConfig {
  readonly command: 'simulate';
  readonly wamp: WampConfig;
  readonly addressRoot: string;
  /** Of the agent with which faults are set at run time. */
  readonly instanceId: string;
  /** Before `s2`, `s3` and so on in the ids of the simulated agents. */
  readonly instancePrefix: string;
  /** As in {@link OcsConfig}, for the simulated agents. */
  readonly accessPolicy?: Secret;
  readonly logLevel: LogLevel;
}

export interface SchemaConfig {
  readonly command: 'schema';
}

export type Config = ServeConfig | DemoConfig | SimulateConfig | SchemaConfig;

/** What the names of simulated slots follow from. */
export interface SlotsToName {
  readonly slots: number;
  readonly instancePrefix: string;
  readonly streamPrefix: string;
}

/** Everything that configuration is read from; handed in, so that reading it is pure. */
export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This machine's name, to find its block in the site file. */
  readonly hostname: string;
  /** The text of a file; throws as `readFileSync` does. Paths are passed as the operator wrote them. */
  readonly readFile: (path: string) => string;
  /** Looks at the text of a fault for these slots; handed in because faults are the simulator's own. */
  readonly checkFault: (text: string, slots: SlotsToName) => Checked<unknown>;
  /** What `--version` prints. */
  readonly version: string;
}

export type CommandLineResult =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'text'; readonly text: string; readonly exitCode: 0 }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** The `agent-class` under which OCS site files list us. */
export const AGENT_CLASS = 'MultiSmurfManager';

export const DEFAULT_INSTANCE_ID = 'multismurf';

export const DEFAULT_SIMULATOR_ID = 'simulator';

/**
 * Before the names of detector modules in the stream ids of simulated slots: in the demo as at the
 * observatory, but on a network of others so that no real slot is ever taken for a simulated one.
 */
export const STREAM_PREFIX = { demo: 'ufm_', simulate: 'sim_' } as const;
