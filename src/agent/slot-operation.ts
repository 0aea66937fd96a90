import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import { RequestError } from '../manager/errors.js';
import type { Run } from '../manager/run.js';
import type { Runs, StartRequest } from '../manager/runs.js';
import type { MinPrivs } from '../ocs/access/cred-level.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import type { Caller } from '../ocs/agent/caller.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { ParamError, type Params } from '../ocs/agent/parameters.js';
import type { OpSession, Outcome } from '../ocs/agent/session.js';
import { extendDocstring } from './docstring.js';
import { encodeRun } from './encode.js';
import { goingOn, outcomeOf } from './outcome.js';
import { parseSlotRequest } from './run-options.js';

/** An operation that the slots have. */
export interface SlotOperation {
  readonly name: string;
  readonly type: 'task' | 'process';
  readonly docstring: string | null;
  /** The highest level that any slot asks. */
  readonly minPrivs: MinPrivs;
}

export interface SlotOperationOptions {
  readonly runs: Runs;
  readonly policy: AccessPolicy['kind'];
  /** Aborts when the server closes: sessions end then, and the slots go on. */
  readonly closing: AbortSignal;
  readonly logger: Logger;
}

interface Halts {
  stop(session: OpSession, caller: Caller): void;
  abort(session: OpSession, caller: Caller): void;
}

/** Operations of ours that are runs on slots. */
export interface SlotOperations {
  /** For a task its abort cancels the run; for a process its stop stops the slots. */
  define(operation: SlotOperation): TaskDefinition & Halts;
}

export function createSlotOperations(options: SlotOperationOptions): SlotOperations {
  const { runs, policy, closing, logger } = options;
  /** The runs of sessions that go on, by session id; a promise, since a stop may come before the run begins. */
  const going = new Map<number, Promise<Run>>();

  function requestFor(operation: SlotOperation, params: Params, caller: Caller): StartRequest {
    return {
      ...parseSlotRequest(params),
      ...{ operation: operation.name, requestedBy: null, face: 'OCS', requestId: null, dryRun: false },
      password: passwordFrom(caller, operation),
    };
  }

  /**
   * Under rules of our own a password is for us, and no rule says that the slots know it. Otherwise it is
   * passed on; and who has none may do with ours what their level allows, so that we lend nobody a higher one.
   */
  function passwordFrom({ password, level }: Caller, { minPrivs }: SlotOperation): StartRequest['password'] {
    if (policy === 'override') return undefined;
    return password ?? (level >= minPrivs ? undefined : null);
  }

  async function carryOut(session: OpSession, request: StartRequest): Promise<Outcome> {
    const starting = runs.start(request);
    going.set(session.sessionId, starting);
    let following: Closable | undefined;
    const over = new AbortController();
    try {
      const begun = await starting;
      let run = begun;
      session.liveData = () => encodeRun(run);
      const ended = new Promise<void>((resolve) => {
        const look = (next: Run) => {
          if (next.id !== begun.id) return;
          run = next;
          if (run.endTime !== null) resolve();
        };
        following = runs.events.listen(look);
        closing.addEventListener('abort', () => resolve(), { signal: over.signal });
        look(begun);
      });
      session.addMessage(`Run ${run.id} on ${run.slots.map(({ instanceId }) => instanceId).join(', ')}.`);
      await ended;
      session.data = encodeRun(run);
      if (run.endTime !== null) return outcomeOf(run);
      return [false, 'MultiSmurf was shut down and no longer follows the slots; they go on.'];
    } catch (error) {
      if (error instanceof RequestError) return [false, error.message];
      throw error;
    } finally {
      session.liveData = null;
      following?.close();
      over.abort();
      going.delete(session.sessionId);
    }
  }

  /** Stops what the slots do for this session. */
  async function stop(session: OpSession, caller: Caller, operation: SlotOperation): Promise<void> {
    const { id } = await begunBy(session);
    const run = await runs.get(id);
    if (!run) return;
    // A slot whose turn in a series has not come must not start when the one before has been stopped.
    if (run.slots.some(({ status }) => status === 'PENDING')) {
      tellWhatGoesOn(session, await runs.cancel(id));
      return;
    }
    const streamIds = run.slots.flatMap(({ address }) => address ?? []);
    await runs.halt('STOP', {
      ...{ operation: operation.name, streamIds, face: 'OCS', requestedBy: null },
      password: passwordFrom(caller, operation),
    });
  }

  async function abort(session: OpSession): Promise<void> {
    const { id } = await begunBy(session);
    session.addMessage('Asked to abort: nothing more is started.');
    tellWhatGoesOn(session, await runs.cancel(id));
  }

  function tellWhatGoesOn(session: OpSession, run: Run): void {
    for (const text of goingOn(run)) session.addMessage(text);
  }

  async function begunBy({ sessionId }: OpSession): Promise<Run> {
    const run = going.get(sessionId);
    if (!run) throw new Error('The session has no run.');
    return await run;
  }

  /** The answer to a stop or an abort goes out at once; what comes of it is told in the session. */
  function inBackground(session: OpSession, act: Promise<void>): void {
    act.catch((error: unknown) => {
      if (session.status === 'done') return;
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ operation: session.opName, reason }, 'a stop or an abort failed');
      session.addMessage(`It could not be passed on: ${reason}`);
    });
  }

  return {
    define: (operation) => ({
      docstring: extendDocstring(operation.name, operation.docstring),
      // Without a policy everybody has level 1 here, and the slots judge the password that is passed on.
      minPrivs: policy === 'none' ? 1 : operation.minPrivs,
      blocking: false,
      accept(params, caller) {
        const request = requestFor(operation, params, caller);
        try {
          runs.check(request);
        } catch (error) {
          if (error instanceof RequestError) throw new ParamError(error.message);
          throw error;
        }
      },
      run: (session, params, caller) => carryOut(session, requestFor(operation, params, caller)),
      stop(session, caller) {
        if (!closing.aborted) inBackground(session, stop(session, caller, operation));
      },
      abort(session) {
        if (!closing.aborted) inBackground(session, abort(session));
      },
    }),
  };
}
