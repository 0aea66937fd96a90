import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until } from '../until.js';
import { commandLine, type Face, graphql, type Options, ocs } from './faces.js';
import { kill, serve } from './killed-server.js';
import { ask } from './program.js';
import { type RecordingSlots, recordingSlots, type Start } from './recording-slots.js';

/** A run as the server shows it. */
interface Shown {
  readonly id: string;
  readonly status: string;
  readonly meetsMinimum: boolean | null;
  readonly note: string | null;
  readonly labels: readonly string[];
  readonly pausedAt: string | null;
  readonly heldBy: { readonly streamId: string } | null;
  readonly skipped: readonly { readonly streamId: string }[];
  readonly slots: readonly { readonly streamId: string; readonly status: string }[];
}

/** What a scenario sees and does. */
interface Stage {
  /** Its starts, from the records of the slots. */
  starts(): readonly Start[];
  /** Ends the oldest start that runs. */
  end(success?: boolean): void;
  endAll(): void;
  /** Resolves when there are this many starts. */
  begun(count: number): Promise<void>;
  run(): Promise<Shown>;
  runWhere(fits: (run: Shown) => boolean, what: string): Promise<Shown>;
  change(change: 'pause' | 'resume'): Promise<void>;
  /** Sends the same request again. */
  repeat(): Promise<void>;
  /** Resolves when the server has had the time to start what it wants to start. */
  settled(): Promise<void>;
}

/** A run with an option, whose server is killed in its middle. The name is that of its operation. */
interface Scenario {
  readonly operation: string;
  readonly streamIds: readonly string[];
  readonly options: Options;
  /** Its middle lasts only some seconds: it is started just before the kill. */
  readonly isShort?: true;
  /** Brings the run to its middle. */
  begin(stage: Stage): Promise<void>;
  /** Brings the run to its end under the next server, and compares it with what the slots recorded. */
  finish(stage: Stage): Promise<void>;
}

const [A, B, C, D] = ['ufm_mv2', 'ufm_mv3', 'ufm_mv4', 'ufm_mv5'] as const;
const OUT_OF_SERVICE = 'ufm_mv6';
const IN_DOUBT = 'ufm_mv7';
/** Slots whose operations do not end in time. */
const [SLOW, SLOWER] = ['ufm_mv8', 'ufm_mv9'] as const;
const SLOTS = 8;
const SETTLE_SECONDS = 5;
const LATE_SECONDS = 4;

const slotsOf = (starts: readonly Start[]) => starts.map(({ slot }) => slot);
const statusesOf = ({ slots }: Shown) => slots.map(({ status }) => status);
const hasSucceeded = (count: number) => (run: Shown) =>
  statusesOf(run).filter((status) => status === 'SUCCEEDED').length === count;
const isEnded = ({ status }: Shown) => status !== 'RUNNING';

/** The largest number of starts that ran at the same time. */
const mostAtOnce = (starts: readonly Start[]) =>
  Math.max(
    ...starts.map(({ at }) => starts.filter((one) => one.at <= at && (one.endedAt ?? Infinity) > at).length),
  );

/** Two slots, one after the other; the server is killed while the first runs. */
const series = (
  operation: string,
  streamIds: readonly string[],
  options: Options,
  check: (starts: readonly Start[], run: Shown) => void,
): Scenario => ({
  ...{ operation, streamIds, options: { maxConcurrency: 1, ...options } },
  begin: ({ begun }) => begun(1),
  async finish({ starts, endAll, runWhere }) {
    endAll();
    check(starts(), await runWhere(isEnded, 'its end'));
  },
});

const SCENARIOS: readonly Scenario[] = [
  {
    ...{ operation: 'window', streamIds: [A, B, C, D], options: { maxConcurrency: 2 } },
    async begin({ begun, end }) {
      await begun(2);
      end();
      await begun(3);
    },
    async finish({ begun, end, endAll, starts, runWhere }) {
      end();
      await begun(4);
      endAll();
      assert.equal((await runWhere(isEnded, 'its end')).status, 'SUCCEEDED');
      assert.deepEqual(slotsOf(starts()).sort(), [A, B, C, D]);
      assert.equal(mostAtOnce(starts()), 2);
    },
  },
  {
    ...{ operation: 'batches', streamIds: [A, B, C, D], options: { batches: [1, '50%'] } },
    async begin({ begun, end }) {
      await begun(1);
      end();
      await begun(3);
    },
    async finish({ begun, end, endAll, starts, runWhere, settled }) {
      end();
      await runWhere(hasSucceeded(2), 'the end of its second slot');
      await settled();
      assert.equal(starts().length, 3, 'one slot of the second batch still runs');
      end();
      await begun(4);
      endAll();
      assert.equal((await runWhere(isEnded, 'its end')).status, 'SUCCEEDED');
      assert.deepEqual(slotsOf(starts()).sort(), [A, B, C, D]);
    },
  },
  {
    operation: 'errors',
    ...{ streamIds: [A, B, C, D], options: { maxConcurrency: 1, maxErrors: 1 } },
    async begin({ begun, end }) {
      await begun(1);
      end(false);
      await begun(2);
    },
    async finish({ end, starts, runWhere }) {
      end(false);
      const run = await runWhere(isEnded, 'its end');
      assert.deepEqual(statusesOf(run), ['FAILED', 'FAILED', 'NOT_STARTED', 'NOT_STARTED']);
      assert.deepEqual(slotsOf(starts()), [A, B]);
    },
  },
  {
    operation: 'settle',
    ...{ streamIds: [A, B], options: { maxConcurrency: 1, settleSeconds: SETTLE_SECONDS }, isShort: true },
    async begin({ begun, end }) {
      await begun(1);
      end();
    },
    async finish({ begun, endAll, starts, runWhere }) {
      await begun(2);
      endAll();
      await runWhere(isEnded, 'its end');
      const [first, second] = starts();
      assert.ok(first?.endedAt && second);
      assert.ok(second.at - first.endedAt >= SETTLE_SECONDS * 1000 - 50, `${second.at - first.endedAt} ms`);
    },
  },
  {
    ...{ operation: 'late', streamIds: [SLOW], options: { timeoutSeconds: LATE_SECONDS }, isShort: true },
    begin: ({ begun }) => begun(1),
    async finish({ starts, runWhere }) {
      const run = await runWhere(isEnded, 'its end');
      assert.deepEqual(statusesOf(run), ['TIMED_OUT']);
      const [only, ...others] = starts();
      assert.ok(only && performance.now() - only.at >= LATE_SECONDS * 1000 - 50);
      assert.equal(others.length, 0);
    },
  },
  series(
    'annotated',
    [A, B],
    { note: 'after the warm-up', labels: ['warm-up', 'night:7'] },
    (_starts, run) => {
      assert.deepEqual([run.note, run.labels], ['after the warm-up', ['warm-up', 'night:7']]);
    },
  ),
  {
    ...{ operation: 'minimum', streamIds: [A, B, C], options: { minSlots: 2 } },
    async begin({ begun, end }) {
      await begun(3);
      end(false);
    },
    async finish({ end, runWhere }) {
      end(false);
      end();
      assert.equal((await runWhere(isEnded, 'its end')).meetsMinimum, false);
    },
  },
  {
    ...{ operation: 'request', streamIds: [A, B], options: { maxConcurrency: 1, requestId: 'night 7' } },
    begin: ({ begun }) => begun(1),
    async finish({ run, repeat, endAll, runWhere, starts }) {
      endAll();
      const { id } = await runWhere(isEnded, 'its end');
      await repeat();
      assert.equal((await run()).id, id, 'the request that is sent again gives its run');
      assert.deepEqual(slotsOf(starts()), [A, B]);
    },
  },
  series('own', [A, B], { slotParams: [{ streamIds: [B], params: { depth: 7 } }] }, (starts) => {
    assert.deepEqual(
      starts.map(({ slot, params }) => [slot, params['depth']]),
      [
        [A, 1],
        [B, 7],
      ],
    );
  }),
  series('tag', [A, B], { tagWithRunId: true }, (starts, { id }) => {
    assert.deepEqual(
      starts.map(({ slot, params }) => [slot, params['tag']]),
      [
        [A, id],
        [B, id],
      ],
    );
  }),
  series('force', [A, IN_DOUBT], { force: true }, (starts, run) => {
    assert.deepEqual([slotsOf(starts), run.status], [[A, IN_DOUBT], 'SUCCEEDED']);
  }),
  series('skip', [A, OUT_OF_SERVICE, B], { skipUnavailable: true }, (starts, { skipped }) => {
    assert.deepEqual(slotsOf(starts), [A, B]);
    assert.deepEqual(
      skipped.map(({ streamId }) => streamId),
      [OUT_OF_SERVICE],
    );
  }),
  {
    ...{ operation: 'paused', streamIds: [A, B], options: { maxConcurrency: 1 } },
    async begin({ begun, change, runWhere }) {
      await begun(1);
      await change('pause');
      await runWhere(({ pausedAt }) => pausedAt !== null, 'it is paused');
    },
    async finish({ end, begun, endAll, change, settled, starts, runWhere }) {
      end();
      await runWhere(hasSucceeded(1), 'the end of its first slot');
      await settled();
      assert.deepEqual(slotsOf(starts()), [A], 'it is still paused');
      await change('resume');
      await begun(2);
      endAll();
      assert.equal((await runWhere(isEnded, 'its end')).status, 'SUCCEEDED');
    },
  },
  {
    operation: 'held',
    ...{ streamIds: [SLOWER, B], options: { maxConcurrency: 1, timeoutSeconds: 3 } },
    async begin({ begun, runWhere }) {
      await begun(1);
      await runWhere(({ heldBy }) => heldBy !== null, 'it is held');
    },
    async finish({ begun, endAll, change, runWhere }) {
      await runWhere(({ heldBy }) => heldBy?.streamId === SLOWER, 'it is still held');
      await change('resume');
      endAll();
      await begun(2);
      assert.deepEqual(statusesOf(await runWhere(isEnded, 'its end')), ['TIMED_OUT', 'SUCCEEDED']);
    },
  },
];

const SHOWN =
  'id status meetsMinimum note labels pausedAt heldBy { streamId } skipped { streamId } slots { streamId status }';

/** Runs all scenarios side by side through one interface, with one kill. */
async function survive(t: TestContext, choose: (slots: RecordingSlots) => Face): Promise<void> {
  const names = SCENARIOS.map(({ operation }) => operation);
  const slots = await recordingSlots(t, [...names, 'probe', 'doubt'], SLOTS);
  slots.endAll('probe');
  const face = choose(slots);
  const place = temporaryFolder(t);
  let server = await serve(t, slots, place);

  async function runs(operation: string): Promise<readonly Shown[]> {
    const document = `query ($of: String) { runs(first: 9, filter: { operation: $of, actions: [RUN] }) { edges { node { ${SHOWN} } } } }`;
    const data = await ask<{ runs: { edges: { node: Shown }[] } }>(server.url, document, { of: operation });
    return data.runs.edges.map(({ node }) => node);
  }

  /** Runs an operation to its end. */
  async function probe(
    operation: string,
    streamIds: readonly string[],
    options: Options = {},
  ): Promise<void> {
    const document =
      'mutation ($operation: String!, $streamIds: [ID!], $options: RunOptions) ' +
      '{ runOperation(operation: $operation, streamIds: $streamIds, options: $options, waitSeconds: 20) { id } }';
    await ask(server.url, document, { operation, streamIds, options });
  }

  function stageOf({ operation, streamIds, options }: Scenario): Stage {
    const run = async () => {
      const [only, ...others] = await runs(operation);
      assert.ok(only, `the run of ${operation} is known`);
      assert.equal(others.length, 0, `${operation} has one run`);
      return only;
    };
    return {
      run,
      starts: () => slots.starts(operation),
      end: (success) => slots.end(operation, success),
      endAll: () => slots.endAll(operation),
      async begun(count) {
        await until(() => slots.starts(operation).length >= count, `start ${count} of ${operation}`);
        assert.equal(slots.starts(operation).length, count, `${operation} has started no more`);
      },
      runWhere: (fits, what) =>
        until(async () => {
          const shown = await run();
          return fits(shown) ? shown : null;
        }, `${operation}: ${what}`),
      change: async (change) => face.change(server.url, change, (await run()).id),
      repeat: () => face.start(server.url, { operation, streamIds, options }),
      settled: () => probe('probe', [A]),
    };
  }

  const outOfService = 'mutation ($of: [ID!]!) { setOutOfService(streamIds: $of, reason: "no bias") { id } }';
  await ask(server.url, outOfService, { of: [OUT_OF_SERVICE] });
  await probe('doubt', [IN_DOUBT], { timeoutSeconds: 0.1 });
  const stages = SCENARIOS.map((scenario) => ({ scenario, stage: stageOf(scenario) }));
  for (const isShort of [false, true]) {
    const some = stages.filter(({ scenario }) => (scenario.isShort ?? false) === isShort);
    for (const { scenario } of some) await face.start(server.url, scenario);
    await Promise.all(some.map(({ scenario, stage }) => scenario.begin(stage)));
  }
  const startedBefore = stages.map(({ stage }) => stage.starts().length);
  await kill(server.program);

  server = await serve(t, slots, place);
  await probe('probe', [A]);
  const startedNow = stages.map(({ stage }) => stage.starts().length);
  const ends = await Promise.allSettled(stages.map(({ scenario, stage }) => scenario.finish(stage)));
  const faults = stages.flatMap(({ scenario: { operation, isShort }, stage }, index) => {
    const [started, end] = [slotsOf(stage.starts()), ends[index]];
    const isEarly = !isShort && startedNow[index] !== startedBefore[index];
    return [
      ...(isEarly ? ['the next server started a slot too early'] : []),
      ...(new Set(started).size === started.length ? [] : [`a slot was started twice: ${started}`]),
      ...(end?.status === 'rejected' ? [String(end.reason)] : []),
    ].map((fault) => `${operation}: ${fault}`);
  });
  assert.equal(faults.join('\n'), '');
}

describe('every option of a run survives a kill of the server in the middle of the run', {
  concurrency: true,
}, () => {
  it('if the run was requested by GraphQL', (t) => survive(t, () => graphql));
  it('if the run was requested on the command line', (t) => survive(t, () => commandLine(t)));
  it('if the run was requested by an OCS client', (t) => survive(t, (slots) => ocs(t, slots)));

  // An exclusive grant lapses after a kill, since its password is not stored: see `test/core/grants/`.
  it('and there is a scenario for every option', async (t) => {
    const { url } = await serve(t, await recordingSlots(t, ['probe'], 1), temporaryFolder(t));
    const document = '{ __type(name: "RunOptions") { inputFields { name } } }';
    const { __type } = await ask<{ __type: { inputFields: { name: string }[] } }>(url, document);
    const tried = new Set(['exclusive', ...SCENARIOS.flatMap(({ options }) => Object.keys(options))]);
    assert.deepEqual(
      __type.inputFields.map(({ name }) => name).filter((name) => !tried.has(name)),
      [],
    );
  });
});
