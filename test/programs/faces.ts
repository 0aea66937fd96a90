import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import { REPLY_CODES } from '../../src/ocs/protocol.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { until, within } from '../until.js';
import { ask, startProgram } from './program.js';
import type { RecordingSlots } from './recording-slots.js';

/** A request to run an operation, with the names of the GraphQL interface. */
export interface Wanted {
  readonly operation: string;
  readonly streamIds: readonly string[];
  readonly options: Options;
}

export interface Options {
  readonly note?: string;
  readonly labels?: readonly string[];
  readonly maxConcurrency?: number | string;
  readonly batches?: readonly (number | string)[];
  readonly maxErrors?: number;
  readonly settleSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly minSlots?: number;
  readonly requestId?: string;
  readonly slotParams?: readonly {
    readonly streamIds: readonly string[];
    readonly params: Readonly<Record<string, unknown>>;
  }[];
  readonly tagWithRunId?: true;
  readonly force?: true;
  readonly skipUnavailable?: true;
}

/** An interface of a server, as a client uses it. The server can be restarted at another address. */
export interface Face {
  readonly name: string;
  /** Resolves when the request is accepted. */
  start(url: string, wanted: Wanted): Promise<void>;
  change(url: string, change: 'pause' | 'resume', id: string): Promise<void>;
}

export const graphql: Face = {
  name: 'GraphQL',
  async start(url, wanted) {
    const document =
      'mutation ($operation: String!, $streamIds: [ID!], $options: RunOptions) ' +
      '{ runOperation(operation: $operation, streamIds: $streamIds, options: $options) { id } }';
    await ask(url, document, wanted);
  },
  async change(url, change, id) {
    await ask(url, `mutation ($id: ID!) { ${change}Run(id: $id) { id } }`, { id });
  },
};

export function commandLine(t: TestContext): Face {
  async function run(url: string, ...words: string[]): Promise<void> {
    const { ended } = startProgram(t, words, { env: { MULTISMURF_SERVER: url } });
    const { code, stderr } = await within(ended, `the end of multismurf ${words.join(' ')}`);
    assert.equal(code, 0, stderr);
  }
  return {
    name: 'the command line',
    start: (url, { operation, streamIds, options }) =>
      run(url, 'run', operation, ...streamIds, ...flagsOf(options), '--detach'),
    change: (url, change, id) => run(url, change, id),
  };
}

function flagsOf({ slotParams = [], labels = [], ...options }: Options): string[] {
  const { settleSeconds, timeoutSeconds, batches, ...others } = options;
  const named = { settle: settleSeconds, runTimeout: timeoutSeconds, batches: batches?.join(), ...others };
  const given = Object.entries(named).flatMap(([name, value]) => {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === undefined) return [];
    return value === true ? [flag] : [flag, String(value)];
  });
  const own = slotParams.flatMap(({ streamIds, params }) =>
    streamIds.flatMap((slot) =>
      Object.entries(params).flatMap(([name, value]) => [
        '--slot-param',
        `${slot}:${name}=${JSON.stringify(value)}`,
      ]),
    ),
  );
  return [...given, ...labels.flatMap((label) => ['--label', label]), ...own];
}

const MANAGER = 'observatory.multismurf';

/** An OCS client of MultiSmurfManager. */
export function ocs(t: TestContext, { url: router, realm }: RecordingSlots): Face {
  const connection = createWampConnection({ url: router, realm, logger: silentLogger });
  t.after(() => connection.close());
  const client = createOcsClient(connection, silentLogger);
  let changing: Promise<void> = Promise.resolve();
  return {
    name: 'the OCS agent',
    async start(_url, { operation, streamIds, options }) {
      const params = { stream_ids: streamIds, run_options: runOptionsOf(options) };
      await accepted(client, operation, params);
    },
    change(_url, change, id) {
      // As in every OCS agent, a task has one session at a time.
      changing = changing.then(() => succeeded(client, `${change}_run`, { run_id: id }));
      return changing;
    },
  };
}

/** After its start, the agent is not registered at once, and offers the operations of the slots later still. */
async function accepted(client: OcsClient, operation: string, params: unknown): Promise<void> {
  let words = '';
  const isAccepted = async () => {
    const { code, message } = await client
      .start(MANAGER, operation, params)
      .catch((error: unknown) => ({ code: null, message: String(error) }));
    words = message;
    return code === REPLY_CODES.OK;
  };
  await until(isAccepted, `${operation} is accepted`).catch((error: Error) => {
    throw new Error(`${error.message}: ${words}`);
  });
}

async function succeeded(client: OcsClient, operation: string, params: unknown): Promise<void> {
  await accepted(client, operation, params);
  const { session } = await client.wait(MANAGER, operation, 10);
  assert.equal(session?.success, true, `${operation}: ${session?.messages.at(-1)?.[1]}`);
}

function runOptionsOf({ slotParams, ...options }: Options): Readonly<Record<string, unknown>> {
  const own = slotParams?.flatMap(({ streamIds, params }) => streamIds.map((slot) => [slot, params]));
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    ...Object.fromEntries(Object.entries(options).map(([name, value]) => [snake(name), value])),
    ...(own && { slot_params: Object.fromEntries(own) }),
  };
}
