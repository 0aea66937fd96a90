import { randomUUID } from 'node:crypto';
import type { Logger } from '../lib/logger.js';
import { type Closable, createTopic, type Topic } from '../lib/topic.js';
import type { OcsClient } from '../ocs/client.js';
import { sessionData } from '../ocs/protocol.js';
import type { WampConnection } from '../wamp/types.js';
import { RequestError } from './errors.js';
import { haltAndFollow, howToHalt } from './halt-driver.js';
import type { ManagedSmurfInstance } from './instance.js';
import type { InstanceEvent, Registry, SessionEvent } from './registry.js';
import { type Face, hasReached, isUnderWay, type Run, type RunSlot, type RunStage } from './run.js';
import type { RunStore } from './run-store.js';
import { type HaltTarget, selectForHalt, selectForRun } from './selection.js';
import { isSameSession } from './session-record.js';
import type { SessionWatch } from './session-watch.js';
import { type SlotContext, startAndFollow } from './slot-driver.js';

/** A stop that takes longer than this is told as TIMED_OUT; the slot may still be stopping. */
const HALT_TIMEOUT_SECONDS = 120;

export interface RunRequest {
  readonly operation: string;
  /** Stream ids or instance ids; null for all slots that are not expired. */
  readonly streamIds: readonly string[] | null;
  readonly face: Face;
  readonly requestedBy: string | null;
}

export interface StartRequest extends RunRequest {
  /** The operation's own parameters; null members are left out. */
  readonly params: Readonly<Record<string, unknown>> | null;
  /** A slot that has not finished by then is TIMED_OUT; null for the configured default. */
  readonly timeoutSeconds: number | null;
}

/** Starts runs, follows every slot of each to its own end, and keeps them. */
export interface Runs {
  readonly events: Topic<Run>;
  /** @throws {RequestError} before anything starts */
  start(request: StartRequest): Promise<Run>;
  halt(action: 'STOP' | 'ABORT', request: RunRequest): Promise<Run>;
  /** @throws {RequestError} UNKNOWN_RUN */
  cancel(id: string): Promise<Run>;
  get(id: string): Promise<Run | undefined>;
  list(first: number): Promise<readonly Run[]>;
  /** The open runs that command `address`. */
  openOn(address: string): readonly Run[];
  /** Resolves with the run once it has reached `stage`, or as it is after `seconds`. */
  waitFor(id: string, stage: RunStage, seconds: number): Promise<Run>;
  close(): void;
}

/** A run that goes on. */
interface OpenRun {
  run: Run;
  readonly contexts: readonly (SlotContext | null)[];
  readonly over: AbortController;
  cancelled: boolean;
  /** Slots that a cancel has stopped: their end is CANCELLED. */
  readonly halted: Set<number>;
  readonly held: Closable[];
}

export function createRuns({
  client,
  connection,
  registry,
  watch,
  store,
  timeoutFor,
  logger,
}: {
  readonly client: OcsClient;
  readonly connection: WampConnection;
  readonly registry: Registry;
  readonly watch: SessionWatch;
  readonly store: RunStore;
  /** The configured timeout of an operation, in seconds. */
  readonly timeoutFor: (operation: string, type: 'task' | 'process') => number;
  readonly logger: Logger;
}): Runs {
  const open = new Map<string, OpenRun>();
  const events = createTopic<Run>((error) => logger.error({ err: error }, 'a listener failed'));

  function publish(one: OpenRun): void {
    store.save(one.run).catch((error: unknown) => logger.error({ err: error }, 'a run could not be saved'));
    events.emit(one.run);
  }

  function updateSlot(one: OpenRun, index: number, change: Partial<RunSlot>): void {
    const slot = one.run.slots[index];
    if (!slot || one.run.status !== 'RUNNING') return;
    const isEnd = change.status === 'SUCCEEDED' || change.status === 'FAILED';
    const next = {
      ...slot,
      ...change,
      ...(isEnd && one.halted.has(index) && { status: 'CANCELLED' as const }),
    };
    one.run = { ...one.run, slots: one.run.slots.with(index, next) };
    if (one.run.slots.some(isUnderWay)) publish(one);
    else finish(one);
  }

  function finish(one: OpenRun): void {
    const succeeded = one.run.slots.every(({ status }) => status === 'SUCCEEDED');
    const status = one.cancelled ? 'CANCELLED' : succeeded ? 'SUCCEEDED' : 'FAILED';
    one.run = { ...one.run, status, endTime: new Date() };
    open.delete(one.run.id);
    one.over.abort();
    for (const closable of one.held) closable.close();
    logger.info({ run: one.run.id, operation: one.run.operation, status }, 'a run has ended');
    publish(one);
  }

  async function begin(
    fields: Pick<Run, 'action' | 'operation' | 'params' | 'requestedBy' | 'face'>,
    targets: readonly HaltTarget[],
    timeoutSeconds: number,
    drive: (context: SlotContext) => Promise<void>,
  ): Promise<Run> {
    const over = new AbortController();
    const one: OpenRun = {
      run: {
        id: randomUUID(),
        ...fields,
        status: 'RUNNING',
        startTime: new Date(),
        endTime: null,
        slots: targets.map(newSlot),
      },
      contexts: targets.map((target, index) =>
        'unknown' in target
          ? null
          : {
              client,
              registry,
              instance: target.instance,
              agentStart: target.instance.agentStart,
              operation: fields.operation,
              signal: over.signal,
              update: (change) => updateSlot(one, index, change),
            },
      ),
      over,
      cancelled: false,
      halted: new Set(),
      held: [],
    };
    await store.save(one.run);
    open.set(one.run.id, one);
    const timer = setTimeout(() => timeOut(one, timeoutSeconds), timeoutSeconds * 1000);
    const addresses = new Set(one.contexts.flatMap((context) => context?.instance.address ?? []));
    one.held.push(
      { close: () => clearTimeout(timer) },
      watch.watch(({ address }, operation) => operation === fields.operation && addresses.has(address)),
    );
    logger.info({ run: one.run.id, ...fields, slots: [...addresses] }, 'a run begins');
    events.emit(one.run);
    for (const context of one.contexts) if (context) void driveSafely(context, drive);
    if (!one.run.slots.some(isUnderWay)) finish(one);
    return one.run;
  }

  async function driveSafely(
    context: SlotContext,
    drive: (context: SlotContext) => Promise<void>,
  ): Promise<void> {
    try {
      await drive(context);
    } catch (error) {
      logger.error({ err: error, address: context.instance.address }, 'following a slot failed');
      context.update({ status: 'UNKNOWN', message: `MultiSmurf failed to follow this slot: ${error}` });
    }
  }

  function timeOut(one: OpenRun, seconds: number): void {
    const message = `Not finished after ${seconds} s. The slot may still act: look at its sessions.`;
    one.run.slots.forEach((slot, index) => {
      if (isUnderWay(slot)) updateSlot(one, index, { status: 'TIMED_OUT', message });
    });
  }

  function onInstanceEvent({ kind, instance }: InstanceEvent): void {
    if (kind !== 'EXPIRED' && kind !== 'RETURNED') return;
    eachOpenSlot(instance, (one, slot, index) => {
      if (kind === 'EXPIRED' && isUnderWay(slot)) {
        const message = `No heartbeat since ${instance.lastRefresh.toISOString()}: what the slot does is not known.`;
        updateSlot(one, index, { status: 'LOST', message });
      } else if (kind === 'RETURNED' && slot.status === 'LOST') {
        // After a restart its session is lost for good; otherwise its driver still follows it.
        if (one.contexts[index]?.agentStart !== instance.agentStart) return;
        updateSlot(one, index, { status: slot.record ? 'RUNNING' : 'STARTING', message: null });
      }
    });
  }

  function onSessionEvent({ instance, operation, record }: SessionEvent): void {
    eachOpenSlot(instance, (one, slot, index) => {
      if (one.run.operation !== operation) return;
      if (!slot.record || record.evicted || !isSameSession(slot.record.session, record.session)) return;
      const { status } = record.session;
      const isReady = slot.status === 'RUNNING' && sessionData(record.session)['stream_on'] === true;
      if (status === 'stopping' && isUnderWay(slot)) updateSlot(one, index, { record, status: 'STOPPING' });
      else if (status === 'running' && isReady) updateSlot(one, index, { record, status: 'READY' });
      else updateSlot(one, index, { record });
    });
  }

  function eachOpenSlot(
    instance: ManagedSmurfInstance,
    visit: (one: OpenRun, slot: RunSlot, index: number) => void,
  ): void {
    for (const one of open.values()) {
      one.run.slots.forEach((slot, index) => {
        if (slot.address === instance.address) visit(one, slot, index);
      });
    }
  }

  function requireNetwork(): void {
    const { link, hasLooked } = { link: connection.link, hasLooked: registry.hasLooked };
    if (link.connected && hasLooked) return;
    throw new RequestError(
      'NOT_CONNECTED',
      link.connected
        ? 'The server has just joined the network and is still finding its slots: try again in a few seconds.'
        : `There is no link to the router since ${link.since.toISOString()}: ${link.reason ?? 'connecting'}.`,
    );
  }

  const held = [
    registry.instanceEvents.listen(onInstanceEvent),
    registry.sessionEvents.listen(onSessionEvent),
  ];

  return {
    events,
    async start({ operation, streamIds, params, timeoutSeconds, face, requestedBy }) {
      requireNetwork();
      const chosen = selectForRun(registry.instances, streamIds, operation);
      const given = Object.fromEntries(
        Object.entries(params ?? {}).filter(([, value]) => value !== null && value !== undefined),
      );
      const type = chosen.find(({ api }) => api)?.api?.operations.get(operation)?.op_type ?? 'task';
      return begin(
        { action: 'RUN', operation, params: given, requestedBy, face },
        chosen.map((instance) => ({ instance })),
        timeoutSeconds ?? timeoutFor(operation, type),
        (context) => startAndFollow(context, given),
      );
    },
    async halt(action, { operation, streamIds, face, requestedBy }) {
      return begin(
        { action, operation, params: null, requestedBy, face },
        selectForHalt(registry.instances, streamIds, operation),
        HALT_TIMEOUT_SECONDS,
        (context) => haltAndFollow(context, action),
      );
    },
    async cancel(id) {
      const one = open.get(id);
      if (!one) {
        const ended = await store.get(id);
        if (ended) return ended;
        throw new RequestError('UNKNOWN_RUN', `There is no run ${id}.`, { id });
      }
      one.cancelled = true;
      await Promise.all(one.run.slots.map((slot, index) => cancelSlot(one, slot, index)));
      return one.run;
    },
    get: async (id) => open.get(id)?.run ?? store.get(id),
    list: (first) => store.list(first),
    openOn: (address) =>
      [...open.values()]
        .map(({ run }) => run)
        .filter((run) => run.slots.some((slot) => slot.address === address && isUnderWay(slot))),
    async waitFor(id, stage, seconds) {
      const latest = async () => {
        const run = open.get(id)?.run ?? (await store.get(id));
        if (!run) throw new RequestError('UNKNOWN_RUN', `There is no run ${id}.`, { id });
        return run;
      };
      await reach(events, open.get(id)?.run, stage, seconds);
      return latest();
    },
    close() {
      for (const closable of held) closable.close();
      for (const one of open.values()) {
        one.over.abort();
        for (const closable of one.held) closable.close();
      }
      open.clear();
    },
  };

  async function cancelSlot(one: OpenRun, slot: RunSlot, index: number): Promise<void> {
    const context = one.contexts[index];
    if (!context || !isUnderWay(slot)) return;
    if (one.run.action !== 'RUN') {
      updateSlot(one, index, { status: 'CANCELLED', message: 'MultiSmurf no longer waits for it.' });
      return;
    }
    const isProcess = context.instance.api?.operations.get(one.run.operation)?.op_type === 'process';
    const halting = howToHalt(context, isProcess ? 'STOP' : 'ABORT');
    if ('impossible' in halting) {
      updateSlot(one, index, { message: halting.impossible });
      return;
    }
    try {
      one.halted.add(index);
      const reply = await halting.send();
      if (reply.code === 0) return;
      one.halted.delete(index);
      updateSlot(one, index, { message: `Not cancelled: ${reply.message}` });
    } catch (error) {
      updateSlot(one, index, { message: `The cancel may not have reached the slot: ${error}` });
    }
  }
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
