import { RequestError } from '../core/errors.js';
import type { Run } from '../core/run.js';
import type { Runs, StartRequest } from '../core/runs.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import type { MinPrivs } from '../ocs/access/cred-level.js';
import { type ExclusiveAccess, GrantRefusedError } from '../ocs/access/exclusive.js';
import type { AccessPolicy } from '../ocs/access/policy.js';
import type { Caller } from '../ocs/agent/caller.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { ParamError, type Params } from '../ocs/agent/parameters.js';
import type { OpSession, Outcome } from '../ocs/agent/session.js';
import type { OcsClient } from '../ocs/client.js';
import { WampError } from '../wamp/error.js';
import { extendDocstring } from './docstring.js';
import { encodeRun } from './encode.js';
import { withGrant } from './exclusive.js';
import { goingOn, outcomeOf } from './outcome.js';
import { parseSlotRequest, type WantedGrant } from './run-options.js';

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
  readonly client: OcsClient;
  /** The exclusive grants of the access director; null where we are under none. */
  readonly grantOf: ((wanted: WantedGrant) => ExclusiveAccess) | null;
  /** Aborts when the server closes: sessions end then, and the slots go on. */
  readonly closing: AbortSignal;
  readonly logger: Logger;
}

/** What a start asks for. */
interface FullRequest {
  readonly request: StartRequest;
  /** The exclusive grant to hold meanwhile. */
  readonly access: ExclusiveAccess | null;
}

/** What is known of a session's run. */
interface Begun {
  readonly run: Run;
  readonly password: StartRequest['password'];
  /** Whether the password is that of an exclusive grant. */
  readonly isGrant: boolean;
}
type Going = Omit<Begun, 'run'> & { readonly run: Promise<Run> };

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
  const { runs, policy, client, grantOf, closing, logger } = options;
  /** The runs of sessions that go on, by session id; a promise, since a stop may come before the run begins. */
  const going = new Map<number, Going>();
  /** Sessions that were stopped or aborted before they had a run: they shall not get one. */
  const forestalled = new Set<number>();

  function requestFor(operation: SlotOperation, params: Params, caller: Caller): FullRequest {
    const { run, grant } = parseSlotRequest(params);
    if (grant && !grantOf) {
      throw new ParamError('There are no exclusive grants without an access director: see --access-policy.');
    }
    return {
      request: {
        ...run,
        ...{ operation: operation.name, requestedBy: null, face: 'OCS', requestId: null, dryRun: false },
        password: passwordFrom(caller, operation),
      },
      access: grant && grantOf ? grantOf(grant) : null,
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

  async function carryOut(session: OpSession, { request, access }: FullRequest): Promise<Outcome> {
    try {
      if (!access) return await follow(session, request);
      return await withGrant(access, runs.check(request), { client, logger }, (password) =>
        follow(session, { ...request, password }, true),
      );
    } catch (error) {
      // What WAMP, the director and our own rules say is for whoever asked.
      const isTold = [RequestError, GrantRefusedError, WampError].some((kind) => error instanceof kind);
      if (isTold) return [false, (error as Error).message];
      throw error;
    } finally {
      forestalled.delete(session.sessionId);
    }
  }

  async function follow(session: OpSession, request: StartRequest, isGrant = false): Promise<Outcome> {
    if (forestalled.has(session.sessionId)) return [false, 'Ended before anything was started.'];
    const starting = runs.start(request);
    going.set(session.sessionId, { run: starting, password: request.password, isGrant });
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
    } finally {
      session.liveData = null;
      following?.close();
      over.abort();
      going.delete(session.sessionId);
    }
  }

  /** Stops what the slots do for this session. */
  async function stop(session: OpSession, caller: Caller, operation: SlotOperation): Promise<void> {
    const begun = await begunBy(session);
    const run = begun && (await runs.get(begun.run.id));
    if (!run) return;
    const { id } = run;
    // A slot whose turn in a series has not come must not start when the one before has been stopped.
    if (run.slots.some(({ status }) => status === 'PENDING')) {
      tellWhatGoesOn(session, await runs.cancel(id));
      return;
    }
    const streamIds = run.slots.flatMap(({ address }) => address ?? []);
    await runs.halt('STOP', {
      ...{ operation: operation.name, streamIds, face: 'OCS', requestedBy: null },
      // While a grant is held, the caller's own is worth less.
      password: begun.isGrant ? begun.password : passwordFrom(caller, operation),
    });
  }

  async function abort(session: OpSession): Promise<void> {
    session.addMessage('Asked to abort: nothing more is started.');
    const begun = await begunBy(session);
    if (begun) tellWhatGoesOn(session, await runs.cancel(begun.run.id));
  }

  function tellWhatGoesOn(session: OpSession, run: Run): void {
    for (const text of goingOn(run)) session.addMessage(text);
  }

  /** The run of a session; null if it has none yet, and then it will not get one. */
  async function begunBy({ sessionId }: OpSession): Promise<Begun | null> {
    const one = going.get(sessionId);
    if (one) return { ...one, run: await one.run };
    forestalled.add(sessionId);
    return null;
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
        const { request } = requestFor(operation, params, caller);
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
