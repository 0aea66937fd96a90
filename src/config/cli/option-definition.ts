/** One option as the command line definition and its help need it. */
export interface OptionDefinition {
  readonly name: string;
  /** Stands for the value in the help; absent for an option that takes none. */
  readonly value?: string;
  /** For operators. It also states what happens without the option, unless `fallback` does. */
  readonly help: string;
  /** The default as the help shows it; the code that reads the option applies it. */
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
  server: 'http://127.0.0.1:4000',
  count: 10,
  role: 'viewer',
  jwtAlgorithms: 'RS256,PS256,ES256,EdDSA',
  jwtRoleClaim: 'role',
  alertGroups: 'multismurf',
  demoPlatform: 'demo',
} as const;
