import { testFiles } from './import-tests.js';

/**
 * `fetch` of Node keeps the time with the global setTimeout. The other tests of the monitor move a time of their own, and
 * must not share it.
 */
const fetching = ['monitor/fetch-within.test.js'];

const live = ['graphql/subscriptions.test.js', 'graphql/live-events.test.js'];

/** What `npm test` runs: one process for each suite, all at the same time. */
export const suites = {
  core: testFiles('core'),
  pieces: [
    'auth',
    'config',
    'lib',
    'commands',
    'docs',
    'metrics',
    'faults',
    'scripts',
    'storage',
    'memory-realm.test.js',
  ].flatMap(testFiles),
  wire: ['ocs', 'router', 'wamp'].flatMap(testFiles),
  'ocs-face': testFiles('ocs-face'),
  simulator: testFiles('simulator'),
  graphql: testFiles('graphql').filter((file) => !live.includes(file)),
  'graphql-live': live,
  monitor: testFiles('monitor').filter((file) => !fetching.includes(file)),
  http: ['http', 'client', 'presets', ...fetching].flatMap(testFiles),
  // Alone, since some of them wait for seconds.
  alerts: testFiles('alerts'),
  examples: testFiles('examples'),
  simulation: testFiles('simulation'),
  fuzz: testFiles('fuzz'),
} as const;

/** Folders with a command of their own. */
export const otherFolders = [
  'attacks',
  'browser',
  'endurance',
  'interop',
  'package',
  'postgres',
  'programs',
  'prometheus',
  'suites',
];
