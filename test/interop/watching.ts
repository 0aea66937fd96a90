import assert from 'node:assert/strict';
import type { MultiSmurf } from './multismurf.js';

/** What a subscription has delivered, and the wait for what it will. */
export interface Watch<T> {
  readonly events: readonly T[];
  /** False once the server has completed it, or the connection under it broke. */
  readonly open: boolean;
  /**
   * The first event that fits, of those from number `after` on, delivered or still to come.
   * @throws when none comes in time, or when the subscription ends before one does
   */
  until(fits: (event: T) => boolean, what: string, options?: UntilOptions): Promise<T>;
  /** Resolves when the server has completed the subscription. */
  completed(timeoutMs?: number): Promise<void>;
  close(): void;
}

export interface UntilOptions {
  readonly timeoutMs?: number;
  /** `events.length` marks the present. */
  readonly after?: number;
}

/** A run as these tests look at it. */
export interface RunSeen {
  readonly id: string;
  readonly status: string;
  readonly success: boolean | null;
  readonly slots: readonly SlotSeen[];
}
export interface SlotSeen {
  readonly streamId: string;
  readonly status: string;
  readonly inferred: boolean;
  readonly detail: string | null;
  readonly session: { readonly id: string; readonly status: string; readonly success: boolean | null } | null;
}

/** An event of `smurfInstances`. */
export interface InstancesSeen {
  readonly kind: string;
  readonly instances: readonly {
    readonly instanceId: string;
    readonly streamId: string | null;
    readonly expired: boolean;
    readonly agentStarted: string;
    /** The session in which its agent reports its stream id. */
    readonly checkState: { readonly evicted: boolean; readonly told: string | null } | null;
  }[];
}

const RUN = 'id status success slots { streamId status inferred detail session { id status success } }';

/** Starts an operation, which is not refused, and watches its run. */
export async function startRun(
  server: MultiSmurf,
  operation: string,
  streamIds: readonly string[],
  params: Readonly<Record<string, unknown>>,
): Promise<Watch<RunSeen>> {
  const { data, errors } = await server.request<{ runOperation: RunSeen }>(
    `mutation ($operation: String!, $streamIds: [ID!], $params: JSON) {
      runOperation(operation: $operation, streamIds: $streamIds, params: $params) { id }
    }`,
    { operation, streamIds, params },
  );
  assert.ok(data, JSON.stringify(errors));
  const { id } = data.runOperation;
  const document = `subscription ($id: ID!) { runUpdates(id: $id) { ${RUN} } }`;
  return watch<{ runUpdates: RunSeen }, RunSeen>(server, document, { id }, (event) => event.runUpdates);
}

/** Says that someone has looked at slots that were given up, without which they take no more commands. */
export async function acknowledge(server: MultiSmurf, streamIds: readonly string[]): Promise<void> {
  const document = 'mutation ($streamIds: [ID!]!) { acknowledge(streamIds: $streamIds) { id } }';
  const { errors } = await server.request(document, { streamIds });
  assert.equal(errors, undefined, JSON.stringify(errors));
}

/** The slots of a server's network. Resolves when the server has sent the slots that it knows. */
export async function watchInstances(server: MultiSmurf): Promise<Watch<InstancesSeen>> {
  const document = `subscription {
    smurfInstances {
      kind
      instances {
        instanceId streamId expired agentStarted
        checkState: session(operation: "check_state") { evicted told: data(path: "/stream_id") }
      }
    }
  }`;
  const watched = watch<{ smurfInstances: InstancesSeen }, InstancesSeen>(
    server,
    document,
    {},
    (event) => event.smurfInstances,
  );
  await watched.until(({ kind }) => kind === 'SNAPSHOT', 'a snapshot of the slots');
  return watched;
}

export function watch<Data, T>(
  server: MultiSmurf,
  document: string,
  variables: Record<string, unknown>,
  pick: (data: Data) => T,
): Watch<T> {
  const events: T[] = [];
  const lookers = new Set<() => void>();
  const iterator = server.subscribe<Data>(document, variables);
  let end: string | null = null;

  const look = () => {
    for (const looker of [...lookers]) looker();
  };
  const read = async () => {
    for await (const { data, errors } of iterator) {
      if (!data) throw new Error(JSON.stringify(errors));
      events.push(pick(data));
      look();
    }
  };
  read()
    .then(
      () => {
        end = 'the server completed it';
      },
      (error: unknown) => {
        end = `it broke: ${error instanceof Error ? error.message : JSON.stringify(error)}`;
      },
    )
    .finally(look);

  function wait<R>(done: () => R | undefined, what: string, timeoutMs: number): Promise<R> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        lookers.delete(looker);
        settle();
      };
      const fail = (why: string) => {
        const tail = events.slice(-3).map((event) => JSON.stringify(event));
        finish(() => reject(new Error(`Wanted ${what}, but ${why}. It told last:\n  ${tail.join('\n  ')}`)));
      };
      const looker = () => {
        const result = done();
        if (result !== undefined) finish(() => resolve(result));
        else if (end !== null) fail(end);
      };
      const timer = setTimeout(() => fail(`nothing came in ${timeoutMs} ms`), timeoutMs);
      lookers.add(looker);
      looker();
    });
  }

  return {
    events,
    get open() {
      return end === null;
    },
    until: (fits, what, { timeoutMs = 60_000, after = 0 } = {}) =>
      wait(() => events.slice(after).find(fits), what, timeoutMs),
    completed: (timeoutMs = 60_000) =>
      wait(() => (end === 'the server completed it' ? null : undefined), 'its end', timeoutMs).then(() => {}),
    close: () => void iterator.return?.(),
  };
}

/** The slot of a run by its stream id. */
export function slotOf(run: RunSeen, streamId: string): SlotSeen {
  const slot = run.slots.find((one) => one.streamId === streamId);
  assert.ok(slot, `${streamId} is not among ${run.slots.map((one) => one.streamId).join(', ')}`);
  return slot;
}

/** What a slot of a run has gone through since it was first seen to run. */
export function historyOf(run: Watch<RunSeen>, streamId: string): string[] {
  const all = run.events.map((event) => slotOf(event, streamId).status);
  return all.slice(all.indexOf('RUNNING')).filter((status, index, left) => status !== left[index - 1]);
}

/** Resolves when all slots of a run are in this state at once. */
export function allSlots(run: Watch<RunSeen>, status: string, timeoutMs = 60_000): Promise<RunSeen> {
  const fits = (event: RunSeen) => event.slots.every((slot) => slot.status === status);
  return run.until(fits, `every slot ${status}`, { timeoutMs });
}

/** The end of a run. */
export async function ended(run: Watch<RunSeen>, timeoutMs: number): Promise<RunSeen> {
  await run.completed(timeoutMs);
  const last = run.events.at(-1);
  assert.ok(last);
  return last;
}

/** Resolves when an agent that started after `before` has reported the stream id of the slot. */
export function foundAgain(
  instances: Watch<InstancesSeen>,
  streamId: string,
  before: string,
): Promise<InstancesSeen> {
  return instances.until(
    (event) =>
      event.instances.some(
        (one) =>
          one.streamId === streamId &&
          !one.expired &&
          one.agentStarted > before &&
          one.checkState?.told === streamId &&
          !one.checkState.evicted,
      ),
    `${streamId} again`,
    { timeoutMs: 90_000 },
  );
}

/** The start of the agent of a slot, as last reported to the watcher. */
export function agentStarted(instances: Watch<InstancesSeen>, streamId: string): string {
  const seen = instances.events.flatMap((event) => event.instances);
  const last = seen.findLast((one) => one.streamId === streamId);
  assert.ok(last, `nothing was told of ${streamId}`);
  return last.agentStarted;
}
