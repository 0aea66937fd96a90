/**
 * What each room may import besides itself: a whole room, or one file of it (`wamp/types.ts`). A room is a folder or a
 * single file. A room may only import rooms that are listed before it, so there are no circles. Biome finds circles of
 * files inside a room. `.` are the files directly in the tree.
 */
export type Rooms = Readonly<Record<string, readonly string[]>>;

const src: Rooms = {
  lib: [],
  auth: ['lib'],
  config: ['lib', 'auth'],
  wamp: ['lib'],
  ocs: ['lib', 'wamp'],
  'core/errors.ts': ['lib'],
  'core/global-id.ts': [],
  'core/figures': [],
  // The core only observes the connection; it calls agents through `ocs`.
  'core/slots': ['lib', 'ocs', 'wamp/types.ts', 'core/errors.ts', 'core/global-id.ts'],
  'core/grants': ['lib', 'ocs', 'wamp/types.ts', 'core/errors.ts', 'core/slots'],
  'core/profiles': ['ocs', 'core/slots'],
  'core/runs': ['lib', 'ocs', 'wamp/types.ts', 'core/errors.ts', 'core/slots', 'core/grants', 'core/figures'],
  'core/audit': ['lib', 'core/errors.ts', 'core/runs'],
  core: [
    'lib',
    'ocs',
    'wamp/types.ts',
    'core/errors.ts',
    'core/slots',
    'core/grants',
    'core/figures',
    'core/profiles',
    'core/runs',
    'core/audit',
  ],
  storage: ['lib', 'core'],
  graphql: ['lib', 'auth', 'ocs', 'core'],
  metrics: ['lib', 'ocs', 'core', 'graphql'],
  presets: ['lib', 'core'],
  alerts: ['lib', 'core'],
  // For the message of a call that fails before a run begins.
  'ocs-face': ['lib', 'ocs', 'core', 'wamp/error.ts'],
  http: ['lib', 'auth', 'core', 'graphql', 'metrics'],
  router: ['lib'],
  simulator: ['lib', 'wamp', 'ocs', 'router'],
  client: ['lib', 'config'],
  commands: [
    'lib',
    'auth',
    'client',
    'config',
    'wamp',
    'ocs',
    'core',
    'storage',
    'graphql',
    'metrics',
    'presets',
    'alerts',
    'ocs-face',
    'http',
    'simulator',
  ],
  '.': ['lib', 'config', 'graphql', 'simulator', 'commands'],
};

/** What every view of the monitor may import. */
const COMMON = ['generated', 'shared', 'api', 'live', 'location', 'states', 'context'];

const monitor: Rooms = {
  generated: [],
  figures: [],
  shared: [],
  api: ['shared'],
  live: ['generated', 'shared'],
  location: ['live'],
  states: ['live'],
  context: ['generated', 'shared', 'api', 'live', 'states'],
  selection: ['location'],
  top: ['generated', 'shared', 'api', 'live', 'location'],
  token: ['shared'],
  'stop-all': ['generated', 'shared', 'live', 'states'],
  runs: COMMON,
  slots: [...COMMON, 'selection'],
  command: [...COMMON, 'selection', 'runs'],
  actions: [...COMMON, 'selection', 'stop-all', 'runs'],
  keys: [...COMMON, 'selection', 'runs', 'command/open-close.ts'],
  notices: [...COMMON, 'runs'],
  rail: [...COMMON, 'runs', 'actions'],
  results: [...COMMON, 'figures', 'runs'],
  run: [...COMMON, 'runs', 'actions'],
  slot: [...COMMON, 'figures', 'selection', 'runs', 'results'],
  'hand-over': [...COMMON, 'figures', 'top', 'runs', 'results'],
};

/** The trees of source files, each with its rooms. */
export const TREES: Readonly<Record<string, Rooms>> = {
  src,
  monitor: { ...monitor, '.': Object.keys(monitor) },
};
