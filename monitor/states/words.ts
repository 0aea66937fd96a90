import { STATUS_WORDS } from './outcome-words.js';
import type { SlotState } from './slot-state.js';

/** The word for each state: it can be read without its colour and its sign. */
export const WORDS: Readonly<Record<SlotState, string>> = {
  expired: 'Expired',
  lost: STATUS_WORDS.LOST,
  timedOut: STATUS_WORDS.TIMED_OUT,
  unknown: STATUS_WORDS.UNKNOWN,
  failed: STATUS_WORDS.FAILED,
  overdue: 'Overdue',
  degraded: 'Degraded',
  running: 'Running',
  streaming: 'Streaming',
  idle: 'Idle',
  outOfService: 'Out of service',
};
