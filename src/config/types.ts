import type { LogLevel } from '../lib/logger.js';
import type { Secret } from '../lib/secret.js';
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

/** Who we are on the OCS network. */
export interface OcsConfig {
  /** First part of every address, `observatory` by custom. */
  readonly addressRoot: string;
  readonly instanceId: string;
  readonly agentClass: typeof AGENT_CLASS;
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
}

/** How long a slot may take before our waiting ends, in seconds. */
export interface RunsConfig {
  readonly defaultTimeoutSeconds: number;
  /** By name of the operation, where it differs from the default. */
  readonly timeouts: ReadonlyMap<string, number>;
}

export interface ServeConfig {
  readonly command: 'serve';
  readonly wamp: WampConfig;
  readonly ocs: OcsConfig;
  readonly http: HttpConfig;
  /** An instance without a heartbeat for so many milliseconds is expired. */
  readonly expireTimeMs: number;
  readonly runs: RunsConfig;
  readonly logLevel: LogLevel;
}

export interface DemoConfig {
  readonly command: 'demo';
  readonly slots: number;
  /** The same seed gives the same simulated detectors. */
  readonly seed: number;
  /** Simulated seconds per second. */
  readonly timeScale: number;
  readonly http: HttpConfig;
  readonly logLevel: LogLevel;
}

export interface SchemaConfig {
  readonly command: 'schema';
}

export type Config = ServeConfig | DemoConfig | SchemaConfig;

/** Everything that configuration is read from; handed in, so that reading it is pure. */
export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This machine's name, to find its block in the site file. */
  readonly hostname: string;
  /** The text of a file; throws as `readFileSync` does. Paths are passed as the operator wrote them. */
  readonly readFile: (path: string) => string;
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
