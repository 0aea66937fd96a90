import type { Logger } from '../../lib/logger.js';
import type { RequestTrace } from '../../lib/request-trace.js';
import type { GrantHolder } from '../grants/grant-holder.js';
import type { Holding } from '../grants/holding.js';
import type { Slot } from '../slots/slot.js';
import { tracedCalls } from './agent-calls.js';
import { type PasswordFor, withPasswords } from './passwords.js';
import { isOpen, type Run } from './run.js';
import { createRunExecution, type Patience, type RunExecution, type SlotCancel } from './run-execution.js';
import type { RunRequest } from './run-request.js';
import type { RunStore } from './run-store.js';
import { beginRunTrace } from './run-trace.js';
import type { RunTools } from './slot-lane.js';

export interface ExecutionsOptions {
  readonly tools: RunTools;
  readonly store: RunStore;
  readonly patience: Patience;
  /** The server's passwords for slots. */
  readonly passwordFor: PasswordFor;
  readonly grantHolder: Pick<GrantHolder, 'holdingOn'>;
  /** Called with each change of a run. */
  readonly publish: (run: Run, before: Run | null) => void;
  /** Called with a run that this server does not execute any more, although it is open. */
  readonly onReleased: (run: Run) => void;
}

export interface ExecutionStart {
  /** The password of the request; undefined for the server's own, null for none. */
  readonly password?: RunRequest['password'];
  /** The request that begins the run. */
  readonly request?: RequestTrace | undefined;
  /** The exclusive grant of the run; it is given back when this server does not execute the run any more. */
  readonly holding?: Holding | null;
  /** True if another server, or an earlier process, began the run. */
  readonly isResumed?: boolean;
  /** Called before the first slot is started. */
  readonly prepare?: (execution: RunExecution) => void;
}

/** What a cancel has reached. */
export interface Cancelled {
  readonly execution: RunExecution;
  readonly slots: readonly SlotCancel[];
}

/** The runs that this server executes, and those that have ended but are not stored yet. */
export interface Executions {
  /** The open runs. */
  readonly open: readonly Run[];
  get(id: string): RunExecution | undefined;
  begin(run: Run, start?: ExecutionStart): RunExecution;
  /** Commands the slots of the run with this password from now on. */
  usePassword(id: string, password: RunRequest['password']): void;
  /** Cancels open runs on these slots. */
  cancelOn(addresses: ReadonlySet<string>): readonly Cancelled[];
  /** Does not start the operation on these slots any more. */
  holdBack(operation: string, addresses: ReadonlySet<string>): void;
  /**
   * Stops executing the run if the state of the other server is newer than ours: that server has taken the run.
   * @returns whether this server still executes it
   */
  holds(other: Run): boolean;
  /** Stops executing the run. */
  release(id: string): void;
  /** Stops executing all runs at once. Stops and aborts continue: they need no store. */
  releaseAll(): void;
  close(): void;
}

export function createExecutions(options: ExecutionsOptions): Executions {
  const { tools, store, patience, passwordFor, grantHolder, publish, onReleased } = options;
  const { registry } = tools;
  const executions = new Map<string, RunExecution>();
  /** By run. */
  const holdings = new Map<string, Holding>();
  const passwords = new WeakMap<RunExecution, { current: RunRequest['password'] }>();

  const commanding = () => [...executions.values()].filter(({ current }) => current.action === 'RUN');

  function giveBack(id: string): void {
    void holdings.get(id)?.release();
    holdings.delete(id);
  }

  function release(execution: RunExecution): void {
    const { published } = execution;
    tools.ends.watch(execution.current);
    execution.detach();
    if (executions.get(published.id) !== execution) return;
    executions.delete(published.id);
    giveBack(published.id);
    execution.trace.logger.warn('this server does not execute the run any more');
    if (published.endTime === null) onReleased(published);
  }

  /** From then on, the store knows the end of the run. */
  function letGo(execution: RunExecution): void {
    const { id } = execution.published;
    giveBack(id);
    void execution.stored().then(() => {
      if (executions.get(id) === execution) executions.delete(id);
    });
  }

  return {
    get open() {
      return [...executions.values()]
        .map(({ published }) => published)
        .filter(({ endTime }) => endTime === null);
    },
    get: (id) => executions.get(id),
    begin(run, { password: first, request, holding = null, isResumed = false, prepare } = {}) {
      const trace = beginRunTrace({ run, request, isResumed, logger: tools.logger });
      const { logger } = trace;
      const password = { current: first };
      const ours: PasswordFor = (slot, operation) =>
        password.current === undefined ? passwordFor(slot, operation) : password.current;
      /** Other passwords have a lower level on the slots of a grant, also for stops. */
      const granted = (slot: Slot) => {
        if (password.current === null && run.action !== 'RUN') return null;
        const held = run.action === 'RUN' ? holding : grantHolder.holdingOn(slot.address);
        return held?.covers(slot) ? held.password : null;
      };
      if (holding) holdings.set(run.id, holding);
      else if (run.exclusiveGrant !== null && run.endTime === null) {
        logger.warn({ grant: run.exclusiveGrant }, 'a run continues without its exclusive grant');
      }
      let last: Run | null = null;
      const execution = createRunExecution({
        ...{ run, patience, isResumed, trace },
        store: {
          create: store.create,
          async append(changes) {
            const isOurs = await store.append(changes);
            if (!isOurs) release(execution);
            return isOurs;
          },
        },
        tools: {
          ...tools,
          logger,
          client: tracedCalls(
            withPasswords(
              tools.client,
              registry,
              (slot, operation) => granted(slot) ?? ours(slot, operation),
            ),
            trace,
          ),
        },
        publish(next) {
          if (executions.get(next.id) !== execution) return;
          if (next.endTime !== null) letGo(execution);
          if (next.endTime !== null && last?.endTime == null) logEnd(next, logger);
          publish(next, last);
          last = next;
        },
      });
      const { id, action, operation, params, requestedBy, via } = run;
      const slots = run.slots.map(({ instanceId }) => instanceId);
      logger.info(
        { action, operation, params, slots, requestedBy, via },
        isResumed ? 'a run continues' : 'a run begins',
      );
      executions.set(id, execution);
      passwords.set(execution, password);
      publish(run, null);
      last = run;
      prepare?.(execution);
      if (run.endTime !== null) {
        logEnd(run, logger);
        trace.end(run);
        letGo(execution);
      } else if (execution.current.endTime === null) execution.begin();
      return execution;
    },
    usePassword(id, given) {
      const execution = executions.get(id);
      const password = execution && passwords.get(execution);
      if (password) password.current = given;
    },
    cancelOn(addresses) {
      const concerned = commanding().filter(({ current }) =>
        current.slots.some((slot) => slot.address !== null && addresses.has(slot.address) && isOpen(slot)),
      );
      return concerned.map((execution) => ({ execution, slots: execution.cancelOn(addresses) }));
    },
    holdBack(operation, addresses) {
      for (const execution of commanding()) {
        if (execution.current.operation === operation) execution.holdBack(addresses);
      }
    },
    holds({ id, revision }) {
      const execution = executions.get(id);
      if (execution && execution.current.revision < revision) release(execution);
      return executions.has(id);
    },
    release(id) {
      const execution = executions.get(id);
      if (execution) release(execution);
    },
    releaseAll() {
      for (const execution of commanding()) {
        if (execution.published.endTime === null) release(execution);
      }
    },
    close() {
      for (const execution of executions.values()) execution.detach();
      executions.clear();
    },
  };
}

function logEnd({ operation, status, startTime, endTime }: Run, logger: Logger): void {
  const seconds = ((endTime?.getTime() ?? 0) - startTime.getTime()) / 1000;
  logger.info({ operation, status, seconds }, 'a run has ended');
}
