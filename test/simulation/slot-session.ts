import type { LoggedSession } from './slot-log.js';

/** One execution of an operation in its agent. */
export interface Session {
  readonly operation: string;
  readonly logged: LoggedSession;
  readonly status: 'starting' | 'running' | 'stopping' | 'done';
  readonly isStopping: boolean;
  /** The op code in the heartbeats. */
  readonly code: number;
  run(): void;
  stop(): void;
  /** Whether data flow now. */
  streamOn(): void;
  end(success: boolean, words: string): void;
  whenDone(act: () => void): void;
  /** The encoded session, as ocs sends it; a new object each time. */
  encoded(): unknown;
}

const CODES = { starting: 2, running: 3, stopping: 4 } as const;

export function createSession(logged: LoggedSession, time: () => number, streamId: string): Session {
  const { operation } = logged;
  const reports = operation === 'check_state' || operation === 'stream';
  const messages: [number, string][] = [];
  const waiting: (() => void)[] = [];
  let status: Session['status'] = 'starting';
  let success: boolean | null = null;
  let endTime: number | null = null;
  let isStreaming = false;

  const code = () => (status === 'done' ? (success ? 5 : 6) : CODES[status]);
  function become(next: Session['status']): void {
    status = next;
    messages.push([time(), `Status is now "${next}".`]);
  }

  function data(): unknown {
    if (!reports) return {};
    if (operation === 'stream') return { stream_id: streamId, stream_on: isStreaming };
    return { stream_id: streamId, last_update: time(), num_active_channels: 1 };
  }

  return {
    ...{ operation, logged },
    get status() {
      return status;
    },
    get isStopping() {
      return status === 'stopping';
    },
    get code() {
      return code();
    },
    run() {
      if (status === 'starting') become('running');
    },
    stop() {
      become('stopping');
    },
    streamOn() {
      if (status === 'running') isStreaming = true;
    },
    end(isGood, words) {
      success = isGood;
      endTime = time();
      isStreaming = false;
      messages.push([endTime, words]);
      become('done');
      for (const act of waiting.splice(0)) act();
    },
    whenDone(act) {
      if (status === 'done') act();
      else waiting.push(act);
    },
    encoded: () => ({
      ...{ session_id: logged.number, op_name: operation, op_code: code(), cred_level: 1, status },
      ...{ degraded: false, success, start_time: logged.startTime, end_time: endTime, data: data() },
      messages: messages.map(([at, text]) => [at, text]),
    }),
  };
}
