import type { Core } from '../core/core.js';
import { RequestError } from '../core/errors.js';
import { isOpen, type Run, type RunSlot } from '../core/runs/run.js';
import type { RunRequest } from '../core/runs/run-request.js';
import { counted, goingOn, runSummary } from '../core/runs/run-summary.js';
import { reachedByStop } from '../core/runs/selection.js';
import { activeOperations } from '../core/slots/slot.js';
import { abort } from '../lib/abort.js';
import { messageOf } from '../lib/error-message.js';
import type { Logger } from '../lib/logger.js';
import { requestFields } from '../lib/request-trace.js';
import { ParamError } from '../ocs/agent/parameters.js';
import type { OpSession } from '../ocs/agent/session.js';
import { OCS_WORDS } from './run-options.js';

/** An open session of our agent and its run. */
export interface Going {
  readonly session: OpSession;
  /** The last state of the run; null until it has begun. */
  run: Run | null;
  /** Aborts when a client stops or aborts it. If its run has not begun yet, it must not begin. */
  readonly halted: AbortController;
}

/** A request to stop or abort an operation. */
export interface Halt {
  readonly action: 'STOP' | 'ABORT';
  readonly operation: string;
  /** For slots with access control, as in a start request. */
  readonly password: RunRequest['password'];
  readonly trace: RunRequest['trace'];
}

/**
 * Ends an operation on the slots, regardless of who started it: this agent, GraphQL or another program. Everything is
 * sent at once. The result is written to the log, and to the messages of our session.
 */
export interface HaltSlots {
  /** Ends the run of an open session of our agent, and the same operation on all other slots. */
  halt(halt: Halt, own: Going): void;
  /**
   * Used if our agent has no session that can be ended.
   * @param stopping a session that is already stopping; null if there is none
   * @returns a message about the request
   * @throws {ParamError} if there is no slot to ask
   */
  haltAnyway(halt: Halt, stopping: Going | null): string;
  /** Ends a run that began after its session was stopped or aborted. */
  cancel(own: Going): void;
}

export interface HaltSlotsOptions {
  readonly core: Pick<Core, 'runs' | 'registry'>;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
  readonly logger: Logger;
}

export function createHaltSlots({ core, closing, logger }: HaltSlotsOptions): HaltSlots {
  const { runs, registry } = core;

  function send({ action, operation, password, trace }: Halt, streamIds: string[] | null): Run[] {
    if (streamIds?.length === 0) return [];
    const ofFace = { via: 'OCS', words: OCS_WORDS, requestedBy: null } as const;
    return [runs.stop(action, { ...ofFace, operation, streamIds, password, trace })];
  }

  /** Sends to the slots of our run, including expired ones, and to all others that can be reached. */
  function sendToAll(halt: Halt, { run }: Going): Run[] {
    const ofRun = addressesOf(run?.slots ?? []);
    const others = reached(halt).filter((address) => !ofRun.includes(address));
    return send(halt, [...ofRun, ...others]);
  }

  /** Skips the slots of our run: the cancel asks them, and they would refuse a second request. */
  function sendToOthers(halt: Halt, { run }: Going): Run[] {
    const asked = addressesOf(run?.slots.filter((slot) => isOpen(slot) && slot.sentAt !== null) ?? []);
    runs.holdBack(halt.operation, new Set(asked));
    const others = reached(halt).filter((address) => !asked.includes(address));
    return send(halt, others);
  }

  function reached({ operation }: Halt): string[] {
    return reachedByStop(registry.slots, operation).map(({ address }) => address);
  }

  async function cancelRun({ session, run }: Going): Promise<void> {
    if (!run) return;
    for (const text of goingOn(await runs.cancel(run.id))) session.addMessage(text);
  }

  async function report(begun: Run, { trace }: Halt, session: OpSession | null): Promise<void> {
    let run = begun;
    for await (const next of runs.follow(begun.id, closing)) run = next;
    if (run.endTime === null) return;
    const outcome = outcomeOf(run);
    logger.info({ run: run.id, ...requestFields(trace) }, outcome ?? nothingToEnd(run));
    if (outcome !== null && session && session.status !== 'done') session.addMessage(outcome);
  }

  /** Null if the operation was not running on any slot. */
  function outcomeOf(run: Run): string | null {
    const slots = run.slots.filter((slot) => isConcerned(slot, run.operation));
    return slots.length === 0 ? null : runSummary({ ...run, slots });
  }

  /** Slots without the operation are asked too, since it may just have begun there: ignore their refusals. */
  function isConcerned({ status, stopAcceptedAt, address }: RunSlot, operation: string): boolean {
    if (status === 'SUCCEEDED') return stopAcceptedAt !== null;
    const slot = address === null ? undefined : registry.byAddress(address);
    if (status !== 'REJECTED' || !slot) return true;
    const session = slot.sessions.get(operation)?.session;
    return activeOperations(slot).includes(operation) || (session && session.status !== 'done') === true;
  }

  function inBackground(act: Promise<void>, session: OpSession | null, trace: Halt['trace']): void {
    act.catch((error: unknown) => {
      const reason = messageOf(error);
      logger.error({ reason, ...requestFields(trace) }, 'a stop or an abort failed');
      if (session && session.status !== 'done')
        session.addMessage(`The request could not be sent to the slots: ${reason}`);
    });
  }

  return {
    halt(halt, own) {
      abort(own.halted);
      const { session } = own;
      if (halt.action === 'ABORT') session.addMessage('Abort requested: no further slot is started.');
      const begun = halt.action === 'STOP' ? sendToAll(halt, own) : sendToOthers(halt, own);
      if (halt.action === 'ABORT') inBackground(cancelRun(own), session, halt.trace);
      for (const run of begun) inBackground(report(run, halt, session), session, halt.trace);
    },
    haltAnyway(halt, stopping) {
      const session = stopping?.session ?? null;
      try {
        const begun = stopping ? sendToAll(halt, stopping) : send(halt, null);
        for (const run of begun) inBackground(report(run, halt, session), session, halt.trace);
        const isOver = begun.every(({ endTime }) => endTime !== null);
        return isOver
          ? begun.map((run) => outcomeOf(run) ?? nothingToEnd(run)).join(' ')
          : answer(halt, begun);
      } catch (error) {
        if (error instanceof RequestError) throw new ParamError(error.message);
        throw error;
      }
    },
    cancel(own) {
      inBackground(cancelRun(own), own.session, undefined);
    },
  };
}

function addressesOf(slots: readonly RunSlot[]): string[] {
  return slots.flatMap(({ address }) => address ?? []);
}

function nothingToEnd({ operation }: Run): string {
  return `According to their heartbeats, no slots run ${operation}.`;
}

function answer({ action, operation }: Halt, begun: readonly Run[]): string {
  const slots = begun.reduce((sum, run) => sum + run.slots.length, 0);
  return `Requested ${action.toLowerCase()} of "${operation}" on ${counted(slots)}, regardless of who started it.`;
}
