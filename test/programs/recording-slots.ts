import type { TestContext } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import type { TaskDefinition } from '../../src/ocs/agent/operations.js';
import { createRouter } from '../../src/router/router.js';
import { createWampConnection } from '../../src/wamp/connection.js';

/** A start of an operation, as its agent recorded it. Times are in milliseconds. */
export interface Start {
  /** The stream id of the slot. */
  readonly slot: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** Null while it runs. */
  endedAt: number | null;
}

/** Slots whose operations end when the test says so, and which record every start. */
export interface RecordingSlots {
  /** Of the router: `ws://127.0.0.1:PORT/ws`. */
  readonly url: string;
  readonly realm: string;
  readonly streamIds: readonly string[];
  /** All starts of an operation, in their order. */
  starts(operation: string): readonly Start[];
  /** Ends the oldest start of the operation that runs. @throws if none runs */
  end(operation: string, success?: boolean): void;
  /** From now on, every start of the operation ends at once, also those that run. */
  endAll(operation: string): void;
}

const REALM = 'test_realm';
const ROOT = 'observatory';

/** @param operations tasks of each slot, with the parameters `depth` and `tag` */
export async function recordingSlots(
  t: TestContext,
  operations: readonly string[],
  count: number,
): Promise<RecordingSlots> {
  const logger = silentLogger;
  const router = await createRouter({ port: 0, realm: REALM, logger });
  t.after(() => router.close());
  const logs = new Map(operations.map((operation) => [operation, [] as Start[]]));
  const running = new Map<Start, (success: boolean) => void>();
  const isFree = new Set<string>();
  const starts = (operation: string) => logs.get(operation) ?? [];

  function task(operation: string, slot: string): TaskDefinition {
    return {
      docstring: `${operation}(depth=1, tag=None)`,
      parameters: { depth: { default: 1 }, tag: { default: null } },
      blocking: false,
      async run(_session, params) {
        const start: Start = { slot, params, at: performance.now(), endedAt: null };
        starts(operation).push(start);
        const success = isFree.has(operation)
          ? true
          : await new Promise<boolean>((resolve) => void running.set(start, resolve));
        start.endedAt = performance.now();
        return [success, success ? 'Done.' : 'It did not work.'];
      },
    };
  }

  function end(start: Start, success: boolean): void {
    running.get(start)?.(success);
    running.delete(start);
  }

  async function open(number: number): Promise<string> {
    const streamId = `ufm_mv${number}`;
    const connection = createWampConnection({ url: router.url, realm: REALM, logger });
    const agent = createAgent({
      ...{ connection, addressRoot: ROOT, instanceId: `pysmurf-controller-s${number}` },
      ...{ agentClass: 'PysmurfController', logger },
    });
    for (const operation of operations) agent.registerTask(operation, task(operation, streamId));
    agent.registerProcess('check_state', {
      docstring: 'check_state()',
      blocking: false,
      startup: {},
      async run(session) {
        session.data = { stream_id: streamId };
        await new Promise((resolve) => session.stopRequested.addEventListener('abort', resolve));
        return [true, 'Stopped.'];
      },
    });
    agent.open();
    t.after(async () => {
      for (const start of running.keys()) end(start, true);
      await agent.close();
      await connection.close();
    });
    await agent.registered;
    return streamId;
  }

  const streamIds = await Promise.all(Array.from({ length: count }, (_, index) => open(index + 2)));
  return {
    ...{ url: router.url, realm: REALM, streamIds, starts },
    end(operation, success = true) {
      const start = starts(operation).find((one) => running.has(one));
      if (!start) throw new Error(`no ${operation} runs`);
      end(start, success);
    },
    endAll(operation) {
      isFree.add(operation);
      for (const start of starts(operation)) end(start, true);
    },
  };
}
