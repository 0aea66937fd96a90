import { type Clock, settledWithin, systemClock } from '../../lib/clock.js';
import { messageOf } from '../../lib/error-message.js';
import type { Logger } from '../../lib/logger.js';
import { type MinPrivs, rejectionMessage } from '../access/cred-level.js';
import { type EncodedSession, OP_CODES, type OpCode, REPLY_CODES } from '../protocol.js';
import { ANYBODY, type Caller, SUPERUSER } from './caller.js';
import { checkParameters, ParamError, type ParameterSpecs, type Params } from './parameters.js';
import { createSession, type OpSession, type Outcome, type OwnedSession } from './session.js';

interface OperationDefinition {
  /** Shown by every client. As usual in OCS, its first line is the signature. */
  readonly docstring: string;
  /** Checked before a start is accepted. Without it, any object is accepted and passed on unchanged. */
  readonly parameters?: ParameterSpecs;
  /**
   * Whether ocs would run it in its own thread. Defaults to true. get_api reports it; here it only changes the answer
   * to the abort of a task that cannot be aborted.
   */
  readonly blocking?: boolean;
  /** The credential level that is required to start, stop and abort the operation. Defaults to 1. */
  readonly minPrivs?: MinPrivs;
  /** Checks a start before it is accepted. A {@link ParamError} rejects it, with its message as the answer. */
  accept?(params: Params, caller: Caller): void;
  /**
   * Called for an accepted start while a session is open; the start then joins that session. Without this method, such
   * a start is rejected, as in every OCS agent.
   */
  startAgain?(session: OpSession, params: Params, caller: Caller): void;
  /** If it throws, the session ends without success, with the message of the error. */
  run(session: OpSession, params: Params, caller: Caller): Outcome | Promise<Outcome>;
  /**
   * Called for a stop or an abort if no session here can be ended: there is none, or it is stopping or done. For
   * operations that may also run elsewhere. Returns the answer; a {@link ParamError} rejects the request. Without this
   * method the answer is ERROR, as in every OCS agent.
   */
  haltAnyway?(caller: Caller): string;
}

/** An operation that ends by itself. */
export interface TaskDefinition extends OperationDefinition {
  /** Without it the task cannot be aborted. */
  abort?(session: OpSession, caller: Caller): void;
  /**
   * Reported by `get_api`; clients such as ocs-web then show a button for an abort. Defaults to true if the task has
   * `abort`. Set it to false if `abort` cannot end the task, and only prevents the start of waiting slots.
   */
  readonly abortable?: boolean;
}

/** An operation that runs until it is stopped. */
export interface ProcessDefinition extends OperationDefinition {
  /** Started with these parameters when the agent first joins. */
  readonly startup?: Params;
  /** Called at a stop, just after `stopRequested` of the session has aborted. */
  stop?(session: OpSession, caller: Caller): void;
}

/** An operation as get_api reports it: name, latest session and description. */
export type EncodedOperation = readonly [
  name: string,
  session: EncodedSession | { readonly op_name: string; readonly status: 'no_history' },
  info: Readonly<Record<string, unknown>>,
];

export type Reply = readonly [code: number, message: string, session: EncodedSession | Record<string, never>];

/** The operations of one agent and their latest sessions. The texts of the answers are those of ocs 0.12. */
export interface Operations {
  /** Registering a name again replaces the definition and keeps the session, even an open one. */
  registerTask(name: string, definition: TaskDefinition): void;
  registerProcess(name: string, definition: ProcessDefinition): void;
  start(name: string, params: unknown, caller?: Caller): Reply;
  /** Use `stop` for processes and `abort` for tasks. */
  halt(action: 'stop' | 'abort', name: string, caller?: Caller): Reply;
  /** Answers when the operation is idle, or with TIMEOUT after `seconds`; null means no timeout. */
  wait(name: string, seconds: number | null): Promise<Reply>;
  status(name: string): Reply;
  /** The latest session of an operation; undefined if there is none. */
  session(name: string): OpSession | undefined;
  startStartupProcesses(caller: Caller): void;
  opCodes(): Record<string, OpCode>;
  /** Triples of name, session and description, sorted by name, as get_api reports them. */
  encoded(type: 'task' | 'process'): EncodedOperation[];
  /** Asks every running operation to stop and resolves when all have, or after `seconds`. */
  stopAll(seconds: number): Promise<void>;
}

type Operation = { readonly session: OwnedSession | null } & (
  | { readonly type: 'task'; readonly definition: TaskDefinition }
  | { readonly type: 'process'; readonly definition: ProcessDefinition }
);

export function createOperations(logger: Logger, clock: Clock = systemClock): Operations {
  const operations = new Map<string, Operation>();
  let nextSessionId = 0;

  function latest(name: string): OwnedSession | null {
    return operations.get(name)?.session ?? null;
  }

  async function carryOut(
    operation: Operation,
    session: OwnedSession,
    params: Params,
    caller: Caller,
  ): Promise<void> {
    // The answer to `start` is sent before the operation runs, as in every OCS agent.
    await clock.sleep(0);
    try {
      if (session.status === 'starting') session.setStatus('running');
      session.end(await operation.definition.run(session, params, caller));
    } catch (error) {
      const text = messageOf(error);
      session.end([false, error instanceof ParamError ? `ERROR: ${text}` : `CRASH: ${text}`]);
    }
    logger.debug({ operation: session.opName, session: session.sessionId }, 'operation ended');
  }

  function start(name: string, given: unknown, caller: Caller = ANYBODY): Reply {
    const operation = operations.get(name);
    if (!operation) return [REPLY_CODES.ERROR, `No task or process called "${name}"`, {}];
    const going = operation.session?.status === 'done' ? null : operation.session;
    if (going && !operation.definition.startAgain) {
      return [REPLY_CODES.ERROR, `Operation "${name}" already in progress.`, going.encoded()];
    }
    // Like ocs, drop the previous session before checking privileges and parameters.
    if (!going) operations.set(name, { ...operation, session: null });
    const required = minPrivs(operation);
    if (caller.level < required) {
      return [REPLY_CODES.ERROR, rejectionMessage(caller.level, required, caller.detail), {}];
    }
    let params: Params;
    try {
      params = checkParameters(operation.definition.parameters, given);
      operation.definition.accept?.(params, caller);
    } catch (error) {
      if (error instanceof ParamError) return [REPLY_CODES.ERROR, error.message, {}];
      throw error;
    }
    if (going) {
      operation.definition.startAgain?.(going, params, caller);
      return [REPLY_CODES.OK, `Started ${operation.type} "${name}" again.`, going.encoded()];
    }
    const session = createSession(nextSessionId++, name, caller.level, clock);
    operations.set(name, { ...operation, session });
    void carryOut(operation, session, params, caller);
    return [REPLY_CODES.OK, `Started ${operation.type} "${name}".`, session.encoded()];
  }

  function halt(action: 'stop' | 'abort', name: string, caller: Caller = ANYBODY): Reply {
    const operation = operations.get(name);
    if (!operation) return [REPLY_CODES.ERROR, `No operation called "${name}".`, {}];
    if ((action === 'stop') !== (operation.type === 'process')) {
      return [REPLY_CODES.ERROR, `Cannot "${action}" "${name}" because it is a "${operation.type}".`, {}];
    }
    const required = minPrivs(operation);
    // ocs omits the detail here.
    if (caller.level < required) return [REPLY_CODES.ERROR, rejectionMessage(caller.level, required), {}];
    const { session } = operation;
    if (!session || session.status === 'stopping' || session.status === 'done') {
      return haltAnyway(operation, caller);
    }
    if (operation.type === 'process') {
      session.setStatus('stopping');
      operation.definition.stop?.(session, caller);
    } else if (operation.definition.abort) {
      operation.definition.abort(session, caller);
    } else if (operation.definition.blocking === false) {
      throw new Error(`Task "${name}" has no aborter.`);
    }
    // For a blocking task without aborter, ocs answers OK here, and its abort fails later in a thread.
    return [REPLY_CODES.OK, `Requested ${action} on ${operation.type} ${name}".`, session.encoded()];
  }

  function haltAnyway({ definition, session }: Operation, caller: Caller): Reply {
    if (!definition.haltAnyway) {
      if (!session) return [REPLY_CODES.ERROR, 'No session active.', {}];
      return [REPLY_CODES.ERROR, `The operation is already ${session.status}`, {}];
    }
    try {
      return [REPLY_CODES.OK, definition.haltAnyway(caller), session?.encoded() ?? {}];
    } catch (error) {
      if (error instanceof ParamError) return [REPLY_CODES.ERROR, error.message, {}];
      throw error;
    }
  }

  async function wait(name: string, seconds: number | null): Promise<Reply> {
    const operation = operations.get(name);
    if (!operation) return [REPLY_CODES.ERROR, `Unknown operation "${name}".`, {}];
    const { session } = operation;
    if (!session) return [REPLY_CODES.OK, 'Idle.', {}];
    if (seconds === null) await session.ended;
    else await settledWithin(clock, session.ended, seconds * 1000);
    if (session.status !== 'done') {
      return [REPLY_CODES.TIMEOUT, `Operation "${name}" still running; wait timed out.`, session.encoded()];
    }
    const encoded = session.encoded();
    const word = encoded.success ? 'SUCCEEDED' : 'FAILED';
    return [REPLY_CODES.OK, `Operation "${name}" is currently not running (${word}).`, encoded];
  }

  return {
    registerTask: (name, definition) =>
      operations.set(name, { type: 'task', definition, session: latest(name) }),
    registerProcess: (name, definition) =>
      operations.set(name, { type: 'process', definition, session: latest(name) }),
    start,
    halt,
    wait,
    status(name) {
      const operation = operations.get(name);
      if (!operation) return [REPLY_CODES.ERROR, `No task or process called "${name}"`, {}];
      if (!operation.session) return [REPLY_CODES.OK, 'No session active.', {}];
      return [REPLY_CODES.OK, 'Session active.', operation.session.encoded()];
    },
    session: (name) => operations.get(name)?.session ?? undefined,
    startStartupProcesses(caller) {
      for (const [name, operation] of operations) {
        if (operation.type === 'process' && operation.definition.startup) {
          start(name, operation.definition.startup, caller);
        }
      }
    },
    opCodes() {
      return Object.fromEntries(
        [...operations].map(([name, { session }]) => [name, session?.opCode ?? OP_CODES.NONE]),
      );
    },
    encoded(type) {
      return [...operations]
        .filter(([, operation]) => operation.type === type)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, operation]) => [
          name,
          operation.session?.encoded() ?? { op_name: name, status: 'no_history' },
          {
            blocking: operation.definition.blocking ?? true,
            ...(operation.type === 'task' && { abortable: isAbortable(operation.definition) }),
            docstring: operation.definition.docstring,
            op_type: type,
            min_privs: minPrivs(operation),
          },
        ]);
    },
    async stopAll(seconds) {
      const running = [...operations].filter(([, { session }]) => session && session.status !== 'done');
      for (const [name, operation] of running) {
        if (operation.session?.status === 'stopping') continue;
        if (operation.type === 'process') halt('stop', name, SUPERUSER);
        else if (operation.definition.abort) halt('abort', name, SUPERUSER);
      }
      await settledWithin(
        clock,
        Promise.all(running.map(([, { session }]) => session?.ended)),
        seconds * 1000,
      );
    },
  };
}

function minPrivs({ definition }: Operation): MinPrivs {
  return definition.minPrivs ?? 1;
}

function isAbortable({ abort, abortable }: TaskDefinition): boolean {
  return abortable ?? abort !== undefined;
}
