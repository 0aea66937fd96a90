import type { Requester } from '../auth/requester.js';
import type { Viewer } from '../auth/viewer.js';
import type { AgentPresence } from '../core/agent-presence.js';
import type { Core } from '../core/core.js';
import type { RequestTrace } from '../lib/request-trace.js';
import type { Secret } from '../lib/secret.js';
import type { LiveQueues } from './live-queues.js';
import type { Loaders } from './loaders.js';
import type { StartRate } from './start-rate.js';

/** The context of every resolver. */
export interface Context {
  readonly core: Core;
  /** Our agent on the OCS network. */
  readonly agent: AgentPresence;
  readonly loaders: Loaders;
  /** The queues of the subscriptions. */
  readonly live: LiveQueues;
  readonly startRate: StartRate;
  /** Begins a record of what the caller asks for, which is complete with its outcome. Nobody waits for it. */
  readonly audit: (action: string) => (outcome: string, summary: string | null) => void;
  /** The caller of the request. */
  readonly viewer: Viewer;
  /** Who its runs and marks are requested by. */
  readonly requester: Requester;
  /** The password that goes with the request, for the slots only; undefined if there is none. */
  readonly password: Secret | undefined;
  /** The request itself; undefined for a result that several clients get. */
  readonly trace?: RequestTrace | undefined;
  /** Aborts when the server begins to stop: resolvers that wait then return their present result. */
  readonly closing: AbortSignal;
}
