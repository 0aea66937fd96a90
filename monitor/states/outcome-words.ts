import type { RunSlot } from '../live/model.js';

/** How the status of a slot in a run is shown. */
export type Look = 'bad' | 'work' | 'flow' | 'rest' | 'done';

export const LOOKS: Readonly<Record<RunSlot['status'], Look>> = {
  PENDING: 'rest',
  STARTING: 'work',
  RUNNING: 'work',
  READY: 'flow',
  STOPPING: 'work',
  SUCCEEDED: 'done',
  NOT_STARTED: 'rest',
  CANCELLED: 'rest',
  REJECTED: 'bad',
  ALREADY_RUNNING: 'bad',
  UNREACHABLE: 'bad',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  LOST: 'bad',
  UNKNOWN: 'bad',
};

/** The word for each status: it can be read without its colour and its sign. */
export const STATUS_WORDS: Readonly<Record<RunSlot['status'], string>> = {
  PENDING: 'Pending',
  STARTING: 'Starting',
  RUNNING: 'Running',
  // Only a stream can be ready.
  READY: 'Streaming',
  STOPPING: 'Stopping',
  SUCCEEDED: 'Succeeded',
  NOT_STARTED: 'Not started',
  CANCELLED: 'Cancelled',
  REJECTED: 'Rejected',
  ALREADY_RUNNING: 'Already running',
  UNREACHABLE: 'Unreachable',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed out',
  LOST: 'Lost',
  UNKNOWN: 'Unknown',
};
