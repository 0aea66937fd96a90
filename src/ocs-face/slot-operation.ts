import type { Core } from '../core/core.js';
import { RequestError } from '../core/errors.js';
import { type RetryRequest, retryRequest } from '../core/runs/retry-run.js';
import { type Run, runSuccess } from '../core/runs/run.js';
import { parseStartRequest, type StartRequest } from '../core/runs/run-request.js';
import { runSummary } from '../core/runs/run-summary.js';
import type { Logger } from '../lib/logger.js';
import type { MinPrivs } from '../ocs/access/cred-level.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import type { Caller } from '../ocs/agent/caller.js';
import type { Reply, TaskDefinition } from '../ocs/agent/operations.js';
import { ParamError, type Params } from '../ocs/agent/parameters.js';
import type { OpSession, Outcome } from '../ocs/agent/session.js';
import { REPLY_CODES } from '../ocs/protocol.js';
import { WampError } from '../wamp/error.js';
import { extendDocstring } from './docstring.js';
import { encodeRun } from './encode.js';
import { createHaltSlots, type Going } from './halt-slots.js';
import { passwordFrom } from './password-from.js';
import { createRunMessages } from './run-messages.js';
import { OCS_WORDS, readParams } from './run-options.js';

/** An operation of the slots. */
export interface SlotOperation {
  readonly name: string;
  readonly type: 'task' | 'process';
  readonly docstring: string | null;
  /** The highest level that any slot requires. */
  readonly minPrivs: MinPrivs;
  /** Whether any slot can abort it. */
  readonly abortable: boolean;
}

export interface SlotOperationOptions {
  readonly core: Pick<Core, 'runs' | 'registry' | 'clock'>;
  readonly policy: AccessPolicy['kind'];
  /** Aborts when the server closes: the sessions end then, but the operations on the slots continue. */
  readonly closing: AbortSignal;
  readonly logger: Logger;
}

interface Halts {
  stop(session: OpSession, caller: Caller): void;
  abort(session: OpSession, caller: Caller): void;
  haltAnyway(caller: Caller): string;
}

/** The operations of our agent that are runs on slots. */
export interface SlotOperations {
  /** The abort of a task and the stop of a process end it on all slots, even if our agent has no open session of it. */
  define(operation: SlotOperation): TaskDefinition & Halts;
  /**
   * Opens a session for a run that an earlier server began: the start of its operation in `start` follows the run.
   * Returns the reply of `start`. If that is an error, later starts are new requests.
   */
  continueWith(run: Run, start: () => Reply): Reply;
  /** The start of its operation in `start` repeats the run on some of its slots. Returns the reply of `start`. */
  retry(run: Run, choice: RetryChoice, start: () => Reply): Reply;
}

/** The slots of a run that are commanded again. */
export type RetryChoice = Pick<RetryRequest, 'statuses' | 'force'>;

export function createSlotOperations(options: SlotOperationOptions): SlotOperations {
  const { core, policy, closing, logger } = options;
  const { runs } = core;
  const halts = createHaltSlots({ core, closing, logger });
  /** By operation: as in every OCS agent, each has at most one open session. */
  const going = new Map<string, Going>();
  /** By operation: the run that its next session follows. */
  const continued = new Map<string, Run>();

  /** By operation: the request of its next session, if a retry starts it. */
  const retried = new Map<string, (caller: Pick<StartRequest, 'password' | 'trace'>) => StartRequest>();

  /** Created at the first use of the session. This can be its stop, which can come before it begins to run. */
  function goingOf(session: OpSession): Going {
    const known = going.get(session.opName);
    if (known?.session === session) return known;
    const own: Going = { session, run: null, halted: new AbortController() };
    going.set(session.opName, own);
    return own;
  }

  /** @throws {ParamError | RequestError} */
  function requestFor(operation: SlotOperation, params: Params, caller: Caller): StartRequest {
    const ofCaller = { password: passwordFrom(caller, policy, operation.minPrivs), trace: caller.trace };
    const retry = retried.get(operation.name);
    if (retry) return retry(ofCaller);
    return parseStartRequest({
      ...readParams(params),
      ...{ operation: operation.name, via: 'OCS', words: OCS_WORDS },
      ...ofCaller,
    });
  }

  async function carryOut(
    own: Going,
    operation: SlotOperation,
    request: StartRequest,
    orders: number,
  ): Promise<Outcome> {
    try {
      return await follow(own, operation, request, orders);
    } catch (error) {
      // The caller may see errors of WAMP and of our own checks.
      const isForCaller = [RequestError, WampError].some((kind) => error instanceof kind);
      if (isForCaller) return [false, (error as Error).message];
      throw error;
    } finally {
      going.delete(operation.name);
    }
  }

  /** The session ends when its run ends. */
  async function follow(
    own: Going,
    { type }: SlotOperation,
    request: StartRequest,
    orders: number,
  ): Promise<Outcome> {
    const { signal } = own.halted;
    if (signal.aborted) return [false, 'Stopped before anything was started.'];
    const begun = await runs.start(request, orders, signal);
    own.run = begun;
    if (signal.aborted) halts.cancel(own);
    return await followRun(own, type, begun);
  }

  async function followRun(own: Going, type: SlotOperation['type'], begun: Run): Promise<Outcome> {
    const { session } = own;
    let run = begun;
    session.liveData = () => encodeRun(run);
    const messages = createRunMessages(type);
    try {
      for await (const next of runs.follow(begun.id, closing)) {
        run = next;
        own.run = next;
        for (const text of messages.of(run)) session.addMessage(text);
      }
    } finally {
      session.data = encodeRun(run);
      session.liveData = null;
    }
    if (run.endTime !== null) return [runSuccess(run) === true, runSummary(run) ?? ''];
    return [false, 'MultiSmurf was shut down and no longer follows the slots; their operations continue.'];
  }

  async function followContinued(own: Going, { name, type }: SlotOperation, run: Run): Promise<Outcome> {
    own.run = run;
    own.session.addMessage(`Continues run ${run.id}, which an earlier server began.`);
    try {
      return await followRun(own, type, run);
    } finally {
      going.delete(name);
    }
  }

  /** When the server closes, our sessions end as in every OCS agent, but the slots are not stopped. */
  function halt(action: 'STOP' | 'ABORT', operation: SlotOperation) {
    return (session: OpSession, caller: Caller) => {
      if (closing.aborted) return;
      const password = passwordFrom(caller, policy, operation.minPrivs);
      halts.halt({ action, operation: operation.name, password, trace: caller.trace }, goingOf(session));
    };
  }

  return {
    continueWith(run, start) {
      continued.set(run.operation, run);
      const reply = start();
      if (reply[0] !== REPLY_CODES.OK) continued.delete(run.operation);
      return reply;
    },
    retry(run, choice, start) {
      const fromUs = { ...choice, requestId: null, requestedBy: null, via: 'OCS', words: OCS_WORDS } as const;
      retried.set(run.operation, (caller) => retryRequest(run, { ...fromUs, ...caller }));
      const reply = start();
      if (reply[0] !== REPLY_CODES.OK) retried.delete(run.operation);
      return reply;
    },
    define(operation) {
      /** `stopCount` at the accepted start: a slot that is stopped after it, but before the run begins, is not started. */
      let orders = runs.stopCount;
      return {
        docstring: extendDocstring(operation.name, operation.docstring),
        // Without a policy everybody has level 1 here, and the slots check the password that is passed on.
        minPrivs: policy === 'none' ? 1 : operation.minPrivs,
        blocking: false,
        abortable: operation.abortable,
        accept(params, caller) {
          orders = runs.stopCount;
          if (continued.has(operation.name)) return;
          try {
            runs.check(requestFor(operation, params, caller));
          } catch (error) {
            if (error instanceof RequestError) throw new ParamError(error.message);
            throw error;
          }
        },
        run(session, params, caller) {
          const own = goingOf(session);
          const run = continued.get(operation.name);
          continued.delete(operation.name);
          if (run) return followContinued(own, operation, run);
          const request = requestFor(operation, params, caller);
          retried.delete(operation.name);
          return carryOut(own, operation, request, orders);
        },
        stop: halt('STOP', operation),
        abort: halt('ABORT', operation),
        haltAnyway(caller) {
          const action = operation.type === 'process' ? 'STOP' : 'ABORT';
          const password = passwordFrom(caller, policy, operation.minPrivs);
          return halts.haltAnyway(
            { action, operation: operation.name, password, trace: caller.trace },
            going.get(operation.name) ?? null,
          );
        },
      };
    },
  };
}
