import type { Logger } from '../../lib/logger.js';
import type { WampConnection } from '../../wamp/types.js';
import { unknownRun } from '../errors.js';
import type { Registry } from '../slots/registry.js';
import type { Slot } from '../slots/slot.js';
import type { CoreEvents } from './core-events.js';
import { followRuns, waitForRun } from './follow-run.js';
import { newRun } from './new-run.js';
import { type PasswordFor, withPasswords } from './passwords.js';
import { planRun, type RunPlan } from './plan-run.js';
import { createRequestIds } from './request-ids.js';
import { requireNetwork } from './require-network.js';
import { changedHands, isOpen, isUnderWay, type Run, type RunStage } from './run.js';
import { createRunExecution, type Patience, type RunExecution } from './run-execution.js';
import type { RunRequest, StartRequest } from './run-request.js';
import type { PageRequest, RequestKey, RunFilter, RunPage, RunStore } from './run-store.js';
import {
  type RunTarget,
  requireEnough,
  requireSlots,
  type Selection,
  selectForRun,
  selectForStop,
} from './selection.js';
import type { RunTools } from './slot-lane.js';
import { type StopAllRequest, type StopAllResult, stopAll } from './stop-all.js';
import { createStopOrders } from './stop-orders.js';

/** A stop that takes longer than this is TIMED_OUT; the slot may still be stopping. */
const STOP_TIMEOUT_SECONDS = 120;

/** Starts runs, follows each slot until it ends, and stores the runs. */
export interface Runs {
  /**
   * The slots that the run would command now.
   * @throws {RequestError} if the run would be rejected
   */
  check(request: StartRequest): readonly Slot[];
  /** What the run would do now, with its blockers. Rejects nothing and starts nothing. */
  plan(request: StartRequest): RunPlan;
  /**
   * @param orders {@link stopCount} at the time of the request, if that was before this call: operations that were
   *   stopped since then are not started
   * @throws {RequestError} before anything starts
   */
  start(request: StartRequest, orders?: number): Promise<Run>;
  /**
   * Stops or aborts an operation, regardless of who started it. Slots that wait to start it do not start it any more.
   * The command is sent first and stored later.
   */
  stop(action: 'STOP' | 'ABORT', request: RunRequest): Run;
  /**
   * Ends all operations on the slots, regardless of who started them, except the state reader. Earlier requests start
   * nothing more on these slots. Does not reject unknown names, and does not wait for the store.
   * @param seconds maximum time to wait for the results
   */
  stopAll(request: StopAllRequest, seconds: number, signal?: AbortSignal): Promise<StopAllResult>;
  /** Number of stops and aborts so far. */
  readonly stopCount: number;
  /** In all runs, does not start the operation any more on these slots. A stop or an abort does this, too. */
  holdBack(operation: string, addresses: ReadonlySet<string>): void;
  /**
   * Starts no further slot and ends the operation where possible. Does not wait for the store.
   * @throws {RequestError} UNKNOWN_RUN
   */
  cancel(id: string): Promise<Run>;
  /** Continues a held run. @throws {RequestError} UNKNOWN_RUN */
  resume(id: string): Promise<Run>;
  get(id: string): Promise<Run | undefined>;
  /** @throws {RequestError} if the store does not have the run of the cursor */
  list(filter: RunFilter, page: PageRequest): Promise<RunPage>;
  /** Continues a run that an earlier process started. */
  carryOn(run: Run): void;
  /** The open runs. */
  readonly open: readonly Run[];
  /** The open runs that command `address` now. */
  openOn(address: string): readonly Run[];
  /**
   * Yields the current run, then the run after each change, until it has ended. A slow reader may miss intermediate
   * states, but never the last one.
   * @throws {RequestError} UNKNOWN_RUN
   */
  follow(id: string, signal?: AbortSignal): AsyncIterableIterator<Run>;
  /** The run when it has reached `stage`, or its state after `seconds`, or when `signal` aborts. */
  waitFor(id: string, stage: RunStage, seconds: number, signal?: AbortSignal): Promise<Run>;
  close(): void;
}

export interface RunsOptions {
  readonly tools: RunTools;
  readonly connection: WampConnection;
  readonly registry: Registry;
  readonly events: CoreEvents;
  readonly store: RunStore;
  readonly patience: Patience;
  /** If true, a start must name its slots or use the name `all`. */
  readonly explicitSlots: boolean;
  /** The server's passwords for slots. */
  readonly passwordFor: PasswordFor;
  /** The configured timeout of an operation, in seconds. */
  readonly timeoutFor: (operation: string, type: 'task' | 'process') => number;
  readonly logger: Logger;
}

export function createRuns(options: RunsOptions): Runs {
  const { tools, connection, registry, events, store, patience, passwordFor, timeoutFor, logger } = options;
  const { marks, clock } = tools;
  const executions = new Map<string, RunExecution>();
  const stopOrders = createStopOrders();
  const requestIds = createRequestIds(ofRequest);

  /** When the end of a session is seen, runs that gave up on that session are resolved. */
  const resolving = events.sessions.listen(({ slot, record }) => {
    if (record.session.status === 'done' && !record.evicted) marks.resolveSession(slot.address, record.id);
  });

  const openRuns = () =>
    [...executions.values()].map(({ published }) => published).filter(({ endTime }) => endTime === null);

  async function get(id: string): Promise<Run | undefined> {
    return executions.get(id)?.published ?? store.get(id);
  }

  async function ofRequest(key: RequestKey): Promise<Run | undefined> {
    const run = await store.ofRequest(key);
    // Progress is published without being stored.
    return run && ((await get(run.id)) ?? run);
  }

  async function known(id: string): Promise<Run> {
    const run = await get(id);
    if (run) return run;
    throw unknownRun(id);
  }

  function publish(run: Run, before: Run | null): void {
    if (run.endTime !== null) {
      logger.info({ run: run.id, operation: run.operation, status: run.status }, 'a run has ended');
      // From then on, the store knows the end of the run.
      void executions
        .get(run.id)
        ?.stored()
        .then(() => executions.delete(run.id));
    }
    events.runs.emit(run);
    for (const address of changedHands(run, before)) registry.touch(address);
  }

  function execute(
    run: Run,
    password: RunRequest['password'],
    holdBack: (execution: RunExecution) => void = () => {},
    isResumed = false,
  ): RunExecution {
    const ours = password === undefined ? passwordFor : () => password;
    let last: Run | null = null;
    const execution = createRunExecution({
      ...{ run, store, patience, isResumed },
      tools: { ...tools, client: withPasswords(tools.client, registry, ours) },
      publish(next) {
        publish(next, last);
        last = next;
      },
    });
    const { id, action, operation, params } = run;
    const slots = run.slots.map(({ instanceId }) => instanceId);
    logger.info(
      { run: id, action, operation, params, slots },
      isResumed ? 'a run continues' : 'a run begins',
    );
    executions.set(id, execution);
    publish(run, null);
    last = run;
    holdBack(execution);
    if (execution.current.endTime === null) execution.begin();
    return execution;
  }

  function select(request: StartRequest): Selection {
    if (options.explicitSlots) requireSlots(request);
    requireNetwork(connection, registry);
    const selection = selectForRun(registry.slots, request, marks);
    requireEnough(selection, request);
    return selection;
  }

  async function start(request: StartRequest, orders: number, digest: string | null): Promise<Run> {
    const { operation } = request;
    const { chosen, skipped } = select(request);
    const type = chosen.find(({ api }) => api)?.api?.operations.get(operation)?.op_type ?? 'task';
    const run = newRun(clock.now(), {
      ...request,
      action: 'RUN',
      requestDigest: digest,
      timeoutSeconds: request.timeoutSeconds ?? timeoutFor(operation, type),
      targets: chosen.map((slot) => ({ slot })),
      skipped,
    });
    await store.create(run);
    const addresses = chosen.map(({ address }) => address);
    const execution = execute(run, request.password, (begun) => {
      begun.cancelOn(stopOrders.stoppedSince(orders, null, addresses));
      begun.holdBack(stopOrders.stoppedSince(orders, operation, addresses));
    });
    return execution.published;
  }

  function cancelOn(addresses: ReadonlySet<string>) {
    const concerned = [...executions.values()].filter(
      ({ current }) =>
        current.action === 'RUN' &&
        current.slots.some((slot) => slot.address !== null && addresses.has(slot.address) && isOpen(slot)),
    );
    return concerned.map((execution) => ({ execution, slots: execution.cancelOn(addresses) }));
  }

  function send(action: 'STOP' | 'ABORT', request: RunRequest, targets: readonly RunTarget[]): RunExecution {
    const run = newRun(clock.now(), {
      ...request,
      ...{ action, params: null, timeoutSeconds: STOP_TIMEOUT_SECONDS, targets },
    });
    return execute(run, request.password);
  }

  function holdBack(operation: string, addresses: ReadonlySet<string>): void {
    stopOrders.add(operation, addresses);
    for (const execution of [...executions.values()]) {
      const run = execution.current;
      if (run.action === 'RUN' && run.operation === operation) execution.holdBack(addresses);
    }
  }

  /** Returns an ended run unchanged. */
  async function control(id: string, change: (execution: RunExecution) => unknown): Promise<Run> {
    const execution = executions.get(id);
    if (!execution) return known(id);
    await change(execution);
    return execution.current;
  }

  return {
    check: (request) => select(request).chosen,
    plan: (request) =>
      planRun(request, { slots: registry.slots, marks, profile: tools.profile, passwordFor, check: select }),
    async start(request, orders = stopOrders.count) {
      const { requestId: id, requestedBy: by } = request;
      if (id === null) return start(request, orders, null);
      const { password: _secret, words: _words, ...wanted } = request;
      return requestIds.once({ by, id }, wanted, (digest) => start(request, orders, digest));
    },
    stop(action, request) {
      const { operation, streamIds, words } = request;
      if (registry.slots.length === 0) requireNetwork(connection, registry);
      const targets = selectForStop(registry.slots, streamIds, operation, words);
      const addresses = new Set(targets.flatMap((target) => ('slot' in target ? [target.slot.address] : [])));
      holdBack(operation, addresses);
      return send(action, request, targets).current;
    },
    async stopAll(request, seconds, signal) {
      if (registry.slots.length === 0) requireNetwork(connection, registry);
      const parts = { connection, registry, events, clock, profile: tools.profile, logger };
      return await stopAll(request, { ...parts, orders: stopOrders, cancelOn, send }, seconds, signal);
    },
    get stopCount() {
      return stopOrders.count;
    },
    holdBack,
    cancel: (id) => control(id, (execution) => execution.cancel()),
    resume: (id) => control(id, (execution) => execution.resume()),
    get,
    async list(filter, page) {
      const { runs, ...place } = await store.list(filter, page);
      // Progress is published without being stored.
      return { runs: runs.map((run) => executions.get(run.id)?.published ?? run), ...place };
    },
    carryOn: (run) => void execute(run, undefined, () => {}, true),
    get open() {
      return openRuns();
    },
    openOn: (address) =>
      openRuns().filter((run) => run.slots.some((slot) => slot.address === address && isUnderWay(slot))),
    follow: (id, signal) => followRuns(events, id, () => known(id), signal),
    waitFor: (id, stage, seconds, signal) => {
      const bound = { stage, seconds, clock, ...(signal && { signal }) };
      return waitForRun(events, id, () => known(id), bound);
    },
    close() {
      resolving.close();
      for (const execution of executions.values()) execution.detach();
      executions.clear();
    },
  };
}
