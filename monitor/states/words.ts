import type { SlotState } from './slot-state.js';

/** The word for each state: it can be read without its colour and its sign. */
export const WORDS: Readonly<Record<SlotState, string>> = {
  expired: 'Expired',
  failed: 'Failed',
  overdue: 'Overdue',
  degraded: 'Degraded',
  running: 'Running',
  streaming: 'Streaming',
  idle: 'Idle',
  outOfService: 'Out of service',
};
