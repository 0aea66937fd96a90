/**
 * Something that goes wrong on purpose on a simulated slot, for as long as it is held there. `operation`
 * narrows a fault to one operation; where it is optional, the default is every request to the agent.
 */
export type Fault =
  /** Each session of the operation raises half way. `message` is what Python's exception says. */
  | { readonly kind: 'raise'; readonly operation: string; readonly message?: string | undefined }
  /**
   * Each session of the operation stops doing anything half way: it stays RUNNING and keeps the slot's lock.
   * As on a real agent, only a restart ends it; clearing the fault saves later sessions.
   */
  | { readonly kind: 'hang'; readonly operation: string }
  /** The agent is gone: at once, or half way through a session. It comes back when the fault is cleared. */
  | { readonly kind: 'crash'; readonly operation?: string | undefined }
  /** The agent ends as above and comes back by itself after so many seconds (1), with a new start. */
  | {
      readonly kind: 'restart';
      readonly operation?: string | undefined;
      readonly seconds?: number | undefined;
    }
  /**
   * The agent stands still, as after SIGSTOP: no heartbeats, no answers, no work. It answers
   * the requests of that time when it wakes. The router notices nothing, because pings are still answered.
   */
  | { readonly kind: 'silent' }
  /** The agent looks at each request only after so many seconds (5). */
  | { readonly kind: 'late'; readonly operation?: string | undefined; readonly seconds?: number | undefined }
  /** A start is carried out and never answered. */
  | { readonly kind: 'lost-answer'; readonly operation?: string | undefined }
  /** Every number in feed messages is NaN, Infinity or -Infinity, but for heartbeats and timestamps. */
  | { readonly kind: 'nan' }
  /** Sessions of the operation (check_state) carry so many megabytes (2) of JSON more, as `timestream`. */
  | {
      readonly kind: 'large';
      readonly operation?: string | undefined;
      readonly megabytes?: number | undefined;
    }
  /** The slot reports this stream id. */
  | { readonly kind: 'claim'; readonly streamId: string }
  /** Heartbeats are malformed, each in another way. */
  | { readonly kind: 'bad-heartbeats' }
  /** check_state fails to read the hardware and reports nothing, as on socs: its data grow old. */
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

/** Seconds that an agent is gone for a `restart`, and that a request waits for a `late` one. */
export const DEFAULT_SECONDS = { restart: 1, late: 5 } as const;
export const DEFAULT_MEGABYTES = 2;

/** The operation that a fault is narrowed to, if it is. */
export function operationOf(fault: Fault): string | undefined {
  return 'operation' in fault ? fault.operation : undefined;
}
