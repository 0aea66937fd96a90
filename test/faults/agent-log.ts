import type { Controller } from '../interop/network.js';

/** A session as the lines of its own agent show it. */
export interface LoggedSession {
  readonly operation: string;
  readonly sessionId: number;
  /** When it began, in seconds since 1970. */
  readonly startTime: number;
  readonly outcome: 'succeeded' | 'failed' | 'died with its agent' | 'still running';
}

export interface AgentLog {
  /** Names of the operations that the agent was asked to start, in order. */
  readonly starts: readonly string[];
  readonly sessions: readonly LoggedSession[];
}

const START = /start called for (\S+)/;
const STATUS = /^(\S+) (\w+):(\d+) Status is now "(\w+)"/;
/** What socs 0.6.4 says where an operation has reached its end, well or not (`pysmurf_controller/agent.py`). */
const FINISHED = /^\S+ (\w+):(\d+) Finished /;
const RAISED = /Exception raised in subprocess/;
const DIED = /^\[\S+ ended: /;

interface Open {
  operation: string;
  sessionId: number;
  startTime: number;
  outcome: LoggedSession['outcome'];
  finished: boolean;
  raised: boolean;
}

/** Marks the present of an agent's log; reads later what it did since. */
export function followAgent(controller: Controller): () => AgentLog {
  const mark = controller.lines().length;
  return () => readLines(controller.lines().slice(mark));
}

/** What an agent did, by its own lines alone. */
export function readLines(lines: readonly string[]): AgentLog {
  const starts: string[] = [];
  const sessions: Open[] = [];
  const openOne = (operation: string, sessionId: string) =>
    sessions.findLast(
      (one) =>
        one.operation === operation && one.sessionId === Number(sessionId) && one.outcome === 'still running',
    );
  for (const line of lines) {
    const start = START.exec(line)?.[1];
    if (start !== undefined && start !== 'check_state') starts.push(start);
    const [, time = '', operation = '', id = '', status = ''] = STATUS.exec(line) ?? [];
    if (status === 'starting' && operation !== 'check_state') {
      sessions.push({
        ...{ operation, sessionId: Number(id), startTime: Date.parse(time) / 1000 },
        ...{ outcome: 'still running', finished: false, raised: false },
      });
    }
    const finished = FINISHED.exec(line);
    const ending = finished && openOne(finished[1] ?? '', finished[2] ?? '');
    if (ending) ending.finished = true;
    // One operation at a time has the lock of the slot, and only that one runs a subprocess.
    if (RAISED.test(line)) for (const one of sessions) if (one.outcome === 'still running') one.raised = true;
    const done = status === 'done' && openOne(operation, id);
    if (done) done.outcome = done.finished && !done.raised ? 'succeeded' : 'failed';
    if (DIED.test(line)) {
      for (const one of sessions) if (one.outcome === 'still running') one.outcome = 'died with its agent';
    }
  }
  return { starts, sessions: sessions.map(({ finished: _, raised: __, ...session }) => session) };
}
