/**
 * A simulated fault of a slot. It lasts until it is released. `operation` limits it to one operation; if that is
 * optional, the default is every request to the agent.
 */
export type Fault =
  /** Each session of the operation raises half way. `message` is the text of the Python exception. */
  | { readonly kind: 'raise'; readonly operation: string; readonly message?: string | undefined }
  /**
   * Each session of the operation hangs half way: it stays RUNNING and keeps the slot's lock. As on a real agent, only
   * a restart ends it. When the fault is cleared, later sessions do not hang.
   */
  | { readonly kind: 'hang'; readonly operation: string }
  /** The agent dies, at once or half way through a session. It comes back when the fault is cleared. */
  | { readonly kind: 'crash'; readonly operation?: string | undefined }
  /** The agent dies in the same way, and starts again by itself after `seconds` (default 1). */
  | {
      readonly kind: 'restart';
      readonly operation?: string | undefined;
      readonly seconds?: number | undefined;
    }
  /**
   * The agent is frozen, as after SIGSTOP: no heartbeats, no answers, no work. Afterwards it answers the requests that
   * have arrived. The router does not notice, because pings are still answered.
   */
  | { readonly kind: 'silent' }
  /** The agent handles each request only after `seconds` (default 5). */
  | { readonly kind: 'late'; readonly operation?: string | undefined; readonly seconds?: number | undefined }
  /** The agent carries out a start but never answers it. */
  | { readonly kind: 'lost-answer'; readonly operation?: string | undefined }
  /** Every number in feed messages is NaN, Infinity or -Infinity, except in heartbeats and timestamps. */
  | { readonly kind: 'nan' }
  /** Sessions of the operation (default check_state) have `megabytes` (default 2) more of JSON, as `timestream`. */
  | {
      readonly kind: 'large';
      readonly operation?: string | undefined;
      readonly megabytes?: number | undefined;
    }
  /** The slot reports this stream id. */
  | { readonly kind: 'claim'; readonly streamId: string }
  /** Heartbeats are malformed, each in a different way. */
  | { readonly kind: 'bad-heartbeats' }
  /** check_state fails to read the hardware and does not report that, as in socs: its data become old. */
  | { readonly kind: 'stale' };

export type FaultKind = Fault['kind'];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

/** Every operation of a PysmurfController. */
export const OPERATIONS: readonly string[] = [
  'abort',
  'all_off',
  'bias_dets',
  'check_state',
  'overbias_tes',
  'restart_rssi',
  'run',
  'run_test_func',
  'set_biases',
  'stream',
  'take_bgmap',
  'take_bias_steps',
  'take_bias_waves',
  'take_iv',
  'take_noise',
  'uxm_relock',
  'uxm_setup',
  'zero_biases',
];

/** How long an agent is away for `restart`, and how long a request waits for `late`. */
export const DEFAULT_SECONDS = { restart: 1, late: 5 } as const;
export const DEFAULT_MEGABYTES = 2;

/** The operation that a fault is limited to, if any. */
export function operationOf(fault: Fault): string | undefined {
  return 'operation' in fault ? fault.operation : undefined;
}
