import { randomUUID } from 'node:crypto';
import type { Logger } from '../lib/logger.js';
import type { Secret } from '../lib/secret.js';
import { createTopic, type Topic } from '../lib/topic.js';
import type { OcsClient } from '../ocs/client.js';
import type { WampConnection } from '../wamp/types.js';
import { RequestError } from './errors.js';
import { haltAndFollow } from './halt-driver.js';
import type { ManagedSmurfInstance } from './instance.js';
import { createOpenRun, type Drive, type OpenRun } from './open-run.js';
import { type PasswordFor, withPasswords } from './passwords.js';
import type { Registry, SessionEvent } from './registry.js';
import { createRequestIds } from './request-ids.js';
import {
  type Face,
  hasReached,
  isUnderWay,
  type Run,
  type RunMode,
  type RunSlot,
  type RunStage,
  type SkippedSlot,
} from './run.js';
import type { RunFilter, RunPage, RunStore } from './run-store.js';
import { type HaltTarget, type Selection, selectForHalt, selectForRun } from './selection.js';
import { startAndFollow } from './slot-driver.js';
import type { SlotNotes } from './slot-notes.js';

/** A stop that takes longer than this is told as TIMED_OUT; the slot may still be stopping. */
const HALT_TIMEOUT_SECONDS = 120;

export interface RunRequest {
  readonly operation: string;
  /** Stream ids or instance ids; null for all slots that are not expired. */
  readonly streamIds: readonly string[] | null;
  readonly face: Face;
  readonly requestedBy: string | null;
  /** Passed on to slots that take passwords; ours go to them where it is left out, and none if it is null. */
  readonly password?: Secret | null | undefined;
}

export interface StartRequest extends RunRequest {
  /** The operation's own parameters; null members are left out. */
  readonly params: Readonly<Record<string, unknown>> | null;
  /** A slot that has not finished so long after its start is TIMED_OUT; null for the configured default. */
  readonly timeoutSeconds: number | null;
  readonly mode: RunMode;
  /** Between the end of one slot and the start of the next, in SERIES. */
  readonly settleSeconds: number;
  /** Refuses to start on fewer; null for any number. */
  readonly minSlots: number | null;
  /** The same again gives the same run. */
  readonly requestId: string | null;
  /** Says who would be commanded with what, and starts nothing. */
  readonly dryRun: boolean;
  /** Also slots whose last run was LOST or TIMED_OUT and that nobody has acknowledged. */
  readonly force: boolean;
}

/** Starts runs, follows every slot of each to its own end, and keeps them. */
export interface Runs {
  readonly events: Topic<Run>;
  /**
   * The slots that such a run would command now.
   * @throws {RequestError} if it would not begin
   */
  check(request: StartRequest): readonly ManagedSmurfInstance[];
  /** @throws {RequestError} before anything starts */
  start(request: StartRequest): Promise<Run>;
  halt(action: 'STOP' | 'ABORT', request: RunRequest): Promise<Run>;
  /** @throws {RequestError} UNKNOWN_RUN */
  cancel(id: string): Promise<Run>;
  get(id: string): Promise<Run | undefined>;
  list(filter: RunFilter, first: number, after: string | null): Promise<RunPage>;
  /** The runs that go on now. */
  readonly open: readonly Run[];
  /** The runs that go on and command `address`. */
  openOn(address: string): readonly Run[];
  /** Resolves with the run once it has reached `stage`, or as it is after `seconds`. */
  waitFor(id: string, stage: RunStage, seconds: number): Promise<Run>;
  close(): void;
}

export interface RunsOptions {
  readonly client: OcsClient;
  readonly connection: WampConnection;
  readonly registry: Registry;
  readonly notes: SlotNotes;
  readonly store: RunStore;
  /** Our own passwords for slots. */
  readonly passwordFor: PasswordFor;
  /** The configured timeout of an operation, in seconds. */
  readonly timeoutFor: (operation: string, type: 'task' | 'process') => number;
  readonly logger: Logger;
}

export function createRuns({
  client,
  connection,
  registry,
  notes,
  store,
  passwordFor,
  timeoutFor,
  logger,
}: RunsOptions): Runs {
  const open = new Map<string, OpenRun>();
  const events = createTopic<Run>((error) => logger.error({ err: error }, 'a listener failed'));
  const requestIds = createRequestIds(async (run) => (await get(run.id)) ?? run);
  const settling = registry.sessionEvents.listen(settleConcern);

  const openRuns = () => [...open.values()].map(({ run }) => run);

  async function get(id: string): Promise<Run | undefined> {
    return open.get(id)?.run ?? store.get(id);
  }

  async function known(id: string): Promise<Run> {
    const run = await get(id);
    if (run) return run;
    throw new RequestError('UNKNOWN_RUN', `There is no run ${id}.`, { id });
  }

  function onChange(run: Run): void {
    if (run.endTime) {
      open.delete(run.id);
      logger.info({ run: run.id, operation: run.operation, status: run.status }, 'a run has ended');
    }
    store.save(run).catch((error: unknown) => logger.error({ err: error }, 'a run could not be saved'));
    events.emit(run);
  }

  async function begin(
    run: Run,
    targets: readonly HaltTarget[],
    password: Secret | null | undefined,
    timeoutSeconds: number,
    drive: Drive,
  ): Promise<Run> {
    const { id, action, operation, params } = run;
    await store.save(run);
    const one = createOpenRun({
      ...{ run, targets, timeoutSeconds, drive, onChange },
      client: withPasswords(client, registry, password === undefined ? passwordFor : () => password),
      ...{ registry, notes, logger },
    });
    open.set(id, one);
    const slots = run.slots.map(({ instanceId }) => instanceId);
    logger.info({ run: id, action, operation, params, slots }, 'a run begins');
    events.emit(run);
    one.begin();
    return one.run;
  }

  /** Chooses the slots of a run. */
  function select({ operation, streamIds, force, minSlots }: StartRequest): Selection {
    requireNetwork(connection, registry);
    const selection = selectForRun(registry.instances, streamIds, operation, notes, force);
    const { chosen, skipped } = selection;
    if (minSlots !== null && chosen.length < minSlots) {
      throw new RequestError(
        'TOO_FEW_SLOTS',
        `${chosen.length} of the ${minSlots} slots that this run wants at least can be commanded.`,
        { minSlots, slots: chosen.map(({ instanceId }) => instanceId), skipped },
      );
    }
    return selection;
  }

  async function start(request: StartRequest): Promise<Run> {
    const { operation, dryRun, password } = request;
    const { chosen, skipped } = select(request);
    const params = Object.fromEntries(
      Object.entries(request.params ?? {}).filter(([, value]) => value !== null && value !== undefined),
    );
    const targets = chosen.map((instance) => ({ instance }));
    const run = newRun('RUN', { ...request, params }, targets, skipped);
    if (dryRun) return { ...run, dryRun, status: 'CANCELLED', endTime: run.startTime };
    const type = chosen.find(({ api }) => api)?.api?.operations.get(operation)?.op_type ?? 'task';
    const timeoutSeconds = request.timeoutSeconds ?? timeoutFor(operation, type);
    return begin(run, targets, password, timeoutSeconds, (context) => startAndFollow(context, params));
  }

  /** A slot that shows the end of the operation that we gave up on no longer acts. */
  function settleConcern({ instance: { address }, record }: SessionEvent): void {
    const isOver = record.session.status === 'done' && !record.evicted;
    if (isOver && notes.concern(address)?.sessionKey === record.id) notes.settle(address);
  }

  return {
    events,
    check: (request) => select(request).chosen,
    async start(request) {
      const { requestId: id, requestedBy: by } = request;
      return id === null ? start(request) : requestIds.once({ by, id }, request, () => start(request));
    },
    async halt(action, request) {
      const { operation, streamIds, password } = request;
      const targets = selectForHalt(registry.instances, streamIds, operation);
      const run = newRun(action, { ...request, params: null }, targets, []);
      return begin(run, targets, password, HALT_TIMEOUT_SECONDS, (context) => haltAndFollow(context, action));
    },
    async cancel(id) {
      await open.get(id)?.cancel();
      return known(id);
    },
    get,
    list: (filter, first, after) => store.list(filter, first, after),
    get open() {
      return openRuns();
    },
    openOn: (address) =>
      openRuns().filter((run) => run.slots.some((slot) => slot.address === address && isUnderWay(slot))),
    async waitFor(id, stage, seconds) {
      await reach(events, open.get(id)?.run, stage, seconds);
      return known(id);
    },
    close() {
      settling.close();
      for (const one of open.values()) one.abandon();
      open.clear();
    },
  };
}

function requireNetwork({ link }: WampConnection, { hasLooked }: Registry): void {
  if (link.connected && hasLooked) return;
  throw new RequestError(
    'NOT_CONNECTED',
    link.connected
      ? 'The server has just joined the network and is still finding its slots: try again in a few seconds.'
      : `There is no link to the router since ${link.since.toISOString()}: ${link.reason ?? 'connecting'}.`,
  );
}

function newRun(
  action: Run['action'],
  request: Pick<Run, 'operation' | 'params' | 'requestedBy' | 'face'> &
    Partial<Pick<StartRequest, 'mode' | 'settleSeconds' | 'minSlots' | 'requestId'>>,
  targets: readonly HaltTarget[],
  skipped: readonly SkippedSlot[],
): Run {
  const { operation, params, requestedBy, face } = request;
  return {
    ...{ id: randomUUID(), action, operation, params, requestedBy, face },
    mode: request.mode ?? 'PARALLEL',
    settleSeconds: request.settleSeconds ?? 0,
    minSlots: request.minSlots ?? null,
    requestId: request.requestId ?? null,
    dryRun: false,
    status: 'RUNNING',
    startTime: new Date(),
    endTime: null,
    slots: targets.map(newSlot),
    skipped,
  };
}

function newSlot(target: HaltTarget): RunSlot {
  const nothing = { inferred: false, record: null } as const;
  if ('unknown' in target) {
    const message = target.reason;
    return {
      address: null,
      instanceId: target.unknown,
      streamId: null,
      status: 'UNKNOWN',
      message,
      ...nothing,
    };
  }
  const { address, instanceId, streamId, streamIdConfirmed } = target.instance;
  return {
    address,
    instanceId,
    streamId: streamIdConfirmed ? streamId : null,
    status: 'PENDING',
    message: null,
    ...nothing,
  };
}

/** Resolves when the run has reached `stage`, or after `seconds`. */
function reach(events: Topic<Run>, run: Run | undefined, stage: RunStage, seconds: number): Promise<void> {
  if (!run || hasReached(run, stage) || seconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listening.close();
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    const listening = events.listen((event) => {
      if (event.id === run.id && hasReached(event, stage)) done();
    });
  });
}
