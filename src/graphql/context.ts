import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import type { Viewer } from '../lib/viewer.js';
import type { LiveQueues } from './live-queues.js';
import type { Loaders } from './loaders.js';

/** What every resolver is given. */
export interface Context {
  readonly core: Core;
  /** Our agent on the OCS network. */
  readonly agent: AgentPresence;
  readonly loaders: Loaders;
  /** Where subscriptions get their queues. */
  readonly live: LiveQueues;
  /** Who asks. */
  readonly viewer: Viewer;
  /** Aborts when the server begins to stop: what waits returns what it has. */
  readonly closing: AbortSignal;
}
