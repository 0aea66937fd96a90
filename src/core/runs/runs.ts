import type { Logger } from '../../lib/logger.js';
import type { WampConnection } from '../../wamp/types.js';
import { changeNotStored, unknownRun } from '../errors.js';
import type { GrantHolder } from '../grants/grant-holder.js';
import type { Grants } from '../grants/grants.js';
import type { Registry } from '../slots/registry.js';
import type { Slot } from '../slots/slot.js';
import { requireAllowedRun } from './allowed.js';
import { createAnnotations } from './annotate-run.js';
import type { Annotation } from './annotation.js';
import type { CoreEvents } from './core-events.js';
import { createExecutions } from './executions.js';
import { followRuns, waitForRun } from './follow-run.js';
import { newRun } from './new-run.js';
import { createOtherControl } from './other-control.js';
import { createOtherRuns } from './other-runs.js';
import type { PasswordFor } from './passwords.js';
import { followPeers } from './peer-orders.js';
import type { Peers } from './peers.js';
import type { RunPlan } from './plan-run.js';
import { requireNetwork } from './require-network.js';
import { type RetryRequest, retryRequest } from './retry-run.js';
import { changedHands, hasReached, isUnderWay, type Run, type RunStage } from './run.js';
import type { Patience, RunExecution } from './run-execution.js';
import type { Allowed, EndRequest, RunRequest, StartRequest } from './run-request.js';
import type { PageRequest, RequestKey, RunFilter, RunPage, RunStore } from './run-store.js';
import { type RunTarget, selectForStop } from './selection.js';
import type { RunTools } from './slot-lane.js';
import { createStarts } from './starts.js';
import { type StopAllRequest, type StopAllResult, stopAll } from './stop-all.js';
import { createStopOrders } from './stop-orders.js';

/** A stop that takes longer than this is TIMED_OUT; the slot may still be stopping. */
const STOP_TIMEOUT_SECONDS = 120;

const NEVER = new AbortController().signal;

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
   * @param signal nothing is started if it aborts while the request waits for its exclusive grant
   * @throws {RequestError} before anything starts
   */
  start(request: StartRequest, orders?: number, signal?: AbortSignal): Promise<Run>;
  /**
   * Repeats a run that has ended, on some of its slots.
   * @throws {RequestError} UNKNOWN_RUN, or what {@link retryRequest} and {@link start} throw
   */
  retry(id: string, request: RetryRequest): Promise<Run>;
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
   * @param password for the slots, instead of that of the run; undefined for that of the run
   * @throws {RequestError} UNKNOWN_RUN
   */
  cancel(id: string, password?: RunRequest['password']): Promise<Run>;
  /**
   * Starts no further slot until {@link resume}.
   * @throws {RequestError} UNKNOWN_RUN; STORE_UNAVAILABLE if the run is paused, but that is not stored
   */
  pause(id: string): Promise<Run>;
  /**
   * Continues a held or paused run.
   * @throws {RequestError} UNKNOWN_RUN; FORBIDDEN; STORE_UNAVAILABLE if the run continues, but that is not stored
   */
  resume(id: string, allowed?: Allowed): Promise<Run>;
  /**
   * Changes the note or the labels of an open or ended run. Resolves when that is stored.
   * @throws {RequestError} UNKNOWN_RUN, or STORE_UNAVAILABLE if it is not stored
   */
  annotate(id: string, change: Annotation): Promise<Run>;
  get(id: string): Promise<Run | undefined>;
  /** @throws {RequestError} if the store does not have the run of the cursor */
  list(filter: RunFilter, page: PageRequest): Promise<RunPage>;
  /** Continues a run that an earlier process started. A run of another server is only shown. */
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
  readonly grants: Grants;
  readonly grantHolder: GrantHolder;
  /** The servers that use the same store. */
  readonly peers: Peers;
  /** The configured timeout of an operation, in seconds. */
  readonly timeoutFor: (operation: string, type: 'task' | 'process') => number;
  readonly logger: Logger;
}

export function createRuns(options: RunsOptions): Runs {
  const { tools, connection, registry, events, store, peers, patience, passwordFor, grantHolder, logger } =
    options;
  const { marks, clock } = tools;
  const stopOrders = createStopOrders();
  const executions = createExecutions({
    ...{ tools, store, patience, passwordFor, grantHolder, publish },
    onReleased: (run) => others.put(run),
  });
  const others = createOtherRuns({
    peers,
    isOurs: executions.holds,
    publish,
  });
  const control = createOtherControl({ others, events, registry, peers, known, send, clock });
  const annotations = createAnnotations({ executions, events, store, peers, known, publish, clock });
  const seeing = [
    peers.changed.listen(tools.starts.see),
    peers.changed.listen((run) => (run.endTime === null ? tools.ends.watch(run) : tools.ends.forget(run))),
    peers.taken.listen(({ run }) => tools.starts.see(run)),
  ];
  const following = followPeers({ peers, executions, others, stopOrders });

  /** When the end of a session is seen, runs that gave up on that session are resolved. */
  const resolving = events.sessions.listen(({ slot, record }) => {
    if (record.session.status === 'done' && !record.evicted) marks.resolveSession(slot.address, record.id);
  });

  const starting = createStarts({ ...options, executions, stopOrders, ofRequest });

  const openRuns = () => [...executions.open, ...others.open];
  /** The newest published state; progress is published without being stored. */
  const live = (id: string) => executions.get(id)?.published ?? others.get(id);

  async function get(id: string): Promise<Run | undefined> {
    return live(id) ?? (await store.get(id));
  }

  async function ofRequest(key: RequestKey): Promise<Run | undefined> {
    const run = await store.ofRequest(key);
    return run && (live(run.id) ?? run);
  }

  async function known(id: string): Promise<Run> {
    const run = await get(id);
    if (run) return run;
    throw unknownRun(id);
  }

  function publish(run: Run, before: Run | null): void {
    if (run.endTime !== null && run.annotated?.isAfterEnd !== true) tools.ends.forget(run);
    events.runs.emit(run);
    for (const address of changedHands(run, before)) registry.touch(address);
  }

  function send(action: 'STOP' | 'ABORT', request: EndRequest, targets: readonly RunTarget[]): RunExecution {
    const run = newRun(clock.now(), {
      ...request,
      ...{ action, params: null, timeoutSeconds: STOP_TIMEOUT_SECONDS, targets, driver: peers.driver },
    });
    return executions.begin(run, { password: request.password, request: request.trace });
  }

  /** Null if this server does not execute the run, or not any more. @throws {@link changeNotStored} */
  async function changed(
    id: string,
    act: (execution: RunExecution) => Promise<boolean>,
    done: string,
    otherwise: string,
  ): Promise<Run | null> {
    const execution = executions.get(id);
    if (!execution) return null;
    if (await act(execution)) return execution.current;
    if (executions.get(id) === execution) throw changeNotStored(done, otherwise);
    return null;
  }

  function holdBack(operation: string, addresses: ReadonlySet<string>): void {
    stopOrders.add(operation, addresses);
    executions.holdBack(operation, addresses);
    void peers.send({ kind: 'STOP', operation, addresses: [...addresses], at: clock.now() });
  }

  return {
    check: starting.check,
    plan: starting.plan,
    start: (request, orders = stopOrders.count, signal = NEVER) => starting.start(request, orders, signal),
    async retry(id, request) {
      const orders = stopOrders.count;
      return await starting.start(retryRequest(await known(id), request), orders, NEVER);
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
      const { cancelOn } = executions;
      const parts = { connection, registry, events, clock, profile: tools.profile, logger, peers };
      return await stopAll(request, { ...parts, orders: stopOrders, cancelOn, send }, seconds, signal);
    },
    get stopCount() {
      return stopOrders.count;
    },
    holdBack,
    async cancel(id, password) {
      const execution = executions.get(id);
      if (password !== undefined) executions.usePassword(id, password);
      await execution?.cancel();
      return execution?.current ?? (await control.cancel(id, password));
    },
    async pause(id) {
      const done = `The run ${id} is paused`;
      const paused = await changed(id, (execution) => execution.pause(), done, 'starts its further slots');
      return paused ?? (await control.pause(id));
    },
    async resume(id, allowed) {
      if (allowed) requireAllowedRun(registry.slots, await known(id), allowed);
      const done = `The run ${id} continues`;
      const resumed = await changed(id, (execution) => execution.resume(), done, 'is paused or held again');
      return resumed ?? (await control.resume(id));
    },
    annotate: annotations.annotate,
    get,
    async list(filter, page) {
      const { runs, ...place } = await store.list(filter, page);
      return { runs: runs.map((run) => live(run.id) ?? run), ...place };
    },
    carryOn(run) {
      if (run.driver === peers.driver) executions.begin(run, { isResumed: true });
      else {
        tools.ends.watch(run);
        others.put(run);
      }
    },
    get open() {
      return openRuns();
    },
    openOn: (address) =>
      openRuns().filter((run) => run.slots.some((slot) => slot.address === address && isUnderWay(slot))),
    follow: (id, signal) => followRuns(events, id, () => known(id), signal),
    waitFor: (id, stage, seconds, signal) => {
      const isReached = (run: Run) => hasReached(run, stage);
      return waitForRun(events, id, () => known(id), {
        isReached,
        seconds,
        clock,
        ...(signal && { signal }),
      });
    },
    close() {
      resolving.close();
      for (const listening of seeing) listening.close();
      following.close();
      others.close();
      executions.close();
    },
  };
}
