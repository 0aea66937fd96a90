import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../until.js';
import { noteStarts } from './agents.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Controller, type Network, startNetwork } from './network.js';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly success: boolean | null;
  readonly meetsMinimum: boolean | null;
  readonly slots: readonly {
    readonly streamId: string;
    readonly status: string;
    readonly session: { readonly startTime: string; readonly endTime: string } | null;
  }[];
  readonly skipped: readonly { readonly streamId: string; readonly reason: string }[];
}

/** A run that was requested with a note. */
interface Noted {
  readonly note: string | null;
  readonly labels: readonly string[];
  readonly status: string;
  readonly meetsMinimum: boolean | null;
  readonly slots: readonly { readonly status: string }[];
}

const RUN = `{ id status success meetsMinimum
  slots { streamId status session { startTime endTime } } skipped { streamId reason } }`;

describe('requests to real slots', () => {
  let network: Network;
  let multismurf: MultiSmurf;
  let second: Controller;
  before(async () => {
    network = await startNetwork({ slots: 3 });
    [, second] = network.controllers as readonly [Controller, Controller, Controller];
    multismurf = await startMultiSmurf(network);
    await multismurf.process.waitForLine(/initial scan of the network is complete/);
  });
  after(() => network?.stop());

  async function ask<Data>(document: string): Promise<Data> {
    const { data, errors } = await multismurf.request<Data>(document);
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.ok(data);
    return data;
  }

  /** Half a second of noise; answers at the end. */
  async function takeNoise(options: string): Promise<Run> {
    const args = `operation: "take_noise", params: {duration: 0.5}, waitSeconds: 60, ${options}`;
    return (await ask<{ run: Run }>(`mutation { run: runOperation(${args}) ${RUN} }`)).run;
  }

  async function refusalOf(options: string): Promise<unknown> {
    const document = `mutation { runOperation(operation: "take_noise", ${options}) { id } }`;
    const { errors } = await multismurf.request(document);
    return errors?.[0]?.extensions?.['code'];
  }

  const startsOf = (starts: string[][]) =>
    starts.map((one) => one.filter((name) => name === 'take_noise').length);

  it('one at a time starts each slot when the one before has ended and settled', async () => {
    const { slots, success } = await takeNoise('options: {maxConcurrency: 1, settleSeconds: 1}');
    assert.equal(success, true);
    const spans = slots.map(({ session }) => ({
      start: Date.parse(session?.startTime ?? ''),
      end: Date.parse(session?.endTime ?? ''),
    }));
    for (const [index, { start }] of spans.entries()) {
      const before = spans[index - 1];
      // Their clock, to the millisecond, against our pause.
      if (before) assert.ok(start >= before.end + 990, `slot ${index} began ${start - before.end} ms after`);
    }
  });

  it('batches start nothing else if the first slot fails, and a pause starts nothing until the run is resumed', async () => {
    const [first] = network.controllers;
    const starts = noteStarts(network.controllers);
    first?.script({ take_noise: { raise: 'no signal' } });
    const failed = await takeNoise('options: {batches: [1, "100%"]}');
    first?.script({});
    assert.deepEqual(
      failed.slots.map(({ status }) => status),
      ['FAILED', 'NOT_STARTED', 'NOT_STARTED'],
    );
    assert.deepEqual(startsOf(starts()), [1, 0, 0]);

    const noise = 'operation: "take_noise", params: {duration: 2}, options: {batches: [1, 2]}';
    const { run } = await ask<{ run: Run }>(
      `mutation { run: runOperation(${noise}, waitFor: STARTED, waitSeconds: 1) ${RUN} }`,
    );
    await ask(`mutation { pauseRun(id: "${run.id}") { id } }`);
    const look = async () => (await ask<{ run: Run }>(`{ run(id: "${run.id}") ${RUN} }`)).run;
    await until(async () => (await look()).slots[0]?.status === 'SUCCEEDED', 'the first slot has ended');
    assert.deepEqual(startsOf(starts()), [2, 0, 0]);
    await ask(`mutation { resumeRun(id: "${run.id}") { id } }`);
    await until(async () => (await look()).success, 'all slots have succeeded');
    assert.deepEqual(startsOf(starts()), [2, 1, 1]);
  });

  it('retryRun after a run with one failure commands one slot, and slotParams reach their slot only', async () => {
    const [first] = network.controllers;
    first?.script({ take_noise: { raise: 'no signal' } });
    const failed = await takeNoise('options: {tagWithRunId: true}');
    first?.script({});
    const starts = noteStarts(network.controllers);
    const { run } = await ask<{ run: Run }>(
      `mutation { run: retryRun(id: "${failed.id}", waitSeconds: 60) ${RUN} }`,
    );
    assert.deepEqual([run.success, run.slots.length], [true, 1]);
    assert.deepEqual(startsOf(starts()), [1, 0, 0]);
  });

  it('minSlots rejects a start on fewer slots, and is compared with the end', async () => {
    const starts = noteStarts(network.controllers);
    assert.equal(await refusalOf('options: {minSlots: 4}'), 'TOO_FEW_SLOTS');
    assert.deepEqual(startsOf(starts()), [0, 0, 0]);
    second.script({ take_noise: { raise: 'no signal' } });
    const run = await takeNoise('options: {minSlots: 2}');
    second.script({});
    assert.deepEqual([run.success, run.meetsMinimum], [false, true]);
  });

  it('a request that is sent again with its id starts nothing again', async () => {
    const starts = noteStarts(network.controllers);
    const run = await takeNoise('options: {requestId: "night-1"}');
    const again = await takeNoise('options: {requestId: "night-1"}');
    assert.equal(again.id, run.id);
    assert.deepEqual(startsOf(starts()), [1, 1, 1]);
    assert.equal(
      await refusalOf('options: {requestId: "night-1"}, params: {duration: 9}'),
      'REQUEST_ID_REUSED',
    );
  });

  it('a plan reports what real docstrings do not name, and starts nothing', async () => {
    const starts = noteStarts(network.controllers);
    const { planRun } = await ask<{ planRun: { accepted: boolean; slots: unknown[] } }>(`{
      planRun(operation: "take_noise", params: {durration: 1}) { accepted slots { streamId blockers { code } } }
    }`);
    assert.equal(planRun.accepted, true);
    assert.deepEqual(
      planRun.slots,
      network.controllers.map(({ streamId }) => ({ streamId, blockers: [{ code: 'UNKNOWN_PARAMETER' }] })),
    );
    assert.deepEqual(startsOf(starts()), [0, 0, 0]);
  });

  it('a slot that is out of service is skipped by a run on all, which is reported, and rejected by name', async () => {
    const name = JSON.stringify(second.streamId);
    await ask(`mutation { setOutOfService(streamIds: [${name}], reason: "new cable", by: "ada") { id } }`);
    const starts = noteStarts(network.controllers);
    const run = await takeNoise('');
    assert.equal(run.success, true);
    assert.deepEqual(startsOf(starts()), [1, 0, 1]);
    assert.deepEqual(
      run.skipped.map(({ streamId }) => streamId),
      [second.streamId],
    );
    assert.match(run.skipped[0]?.reason ?? '', /by ada \(reason: new cable\)/);
    assert.equal(await refusalOf(`streamIds: [${name}]`), 'OUT_OF_SERVICE');
    await ask(`mutation { setInService(streamIds: [${name}]) { id } }`);
    assert.equal((await takeNoise('')).slots.length, 3);
  });

  it('OCSClient gives every option of a run in run_options', async () => {
    const names = network.controllers.map(({ streamId }) => streamId);
    const [one, two, three] = names as [string, string, string];
    second.script({ take_iv: { raise: 'no signal' } });
    const seen = (await network.python('run_options.py', ...names)) as Readonly<Record<string, unknown>>;
    second.script({});
    const all = { status: 0, data: { [one]: true, [two]: true, [three]: true } };
    assert.deepEqual([seen['window'], seen['tag'], seen['request']], [all, all, [all, all]]);
    assert.match(String(seen['doubt']), /force/);
    assert.deepEqual(seen['force'], { status: 0, data: { [two]: true } });
    assert.deepEqual(seen['skip'], { status: 0, data: { [one]: true, [two]: true } });
    assert.match(String(seen['refused']), /require an access director/);
    assert.match(String(seen['unknown']), /max_concurency.*max_concurrency/);

    const { runs } = await ask<{ runs: { nodes: readonly Noted[] } }>(
      '{ runs(first: 8, filter: {via: OCS}) { nodes { note labels status meetsMinimum slots { status } } } }',
    );
    const noted = (note: string) => runs.nodes.filter((run) => run.note === note);
    const statuses = (note: string) => noted(note).map(({ slots }) => slots.map(({ status }) => status));
    assert.deepEqual(statuses('in a window'), [['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']]);
    assert.deepEqual(noted('with a tag')[0]?.labels, ['night-7', 'noise']);
    assert.equal(noted('once').length, 1);
    assert.deepEqual(statuses('in batches'), [['SUCCEEDED', 'FAILED', 'NOT_STARTED']]);
    assert.equal(noted('in batches')[0]?.meetsMinimum, true);
    assert.deepEqual(statuses('too long on one slot'), [['SUCCEEDED', 'TIMED_OUT']]);
    assert.deepEqual(statuses('skipping'), [['SUCCEEDED', 'SUCCEEDED']]);
  });
});
