import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type ObservatoryOptions, startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

interface RunFields {
  readonly id: string;
  readonly status: string;
  readonly summary: string | null;
  readonly heldBy: { readonly id: string; readonly streamId: string; readonly status: string } | null;
  readonly skipped: readonly { readonly streamId: string; readonly code: string }[];
  readonly slots: readonly {
    readonly id: string;
    readonly status: string;
    readonly reason: string | null;
    readonly detail: string | null;
  }[];
}

const FIELDS = `id status summary heldBy { id streamId status } skipped { streamId code reason }
  slots { id streamId status reason detail }`;
const RUN = `query ($id: ID!) { run(id: $id) { ${FIELDS} } }`;

async function start(t: TestContext, options: ObservatoryOptions = { slots: [{}, {}] }) {
  const observatory = await startObservatory(t, options);
  const { clock } = observatory;
  const face = inProcess(observatory.core);
  /** The run that a mutation answers with; time passes meanwhile. */
  const mutate = async (call: string): Promise<RunFields> => {
    const asked = face.ask<{ run: RunFields }>(`mutation { run: ${call} { ${FIELDS} } }`);
    return (await clock.settle(asked, call)).run;
  };
  const look = async (id: string) => (await face.ask<{ run: RunFields }>(RUN, { id })).run;
  const until = (id: string, fits: (run: RunFields) => boolean, what: string) =>
    clock.until(async () => {
      const run = await look(id);
      return fits(run) ? run : null;
    }, what);
  return { ...observatory, ...face, mutate, look, until };
}

const statuses = ({ slots }: RunFields) => slots.map(({ status }) => status);

describe('a run with maxConcurrency and a slot with an unknown outcome', () => {
  const ONE_BY_ONE =
    'runOperation(operation: "take_noise", params: {duration: 5}, options: {maxConcurrency: 1, timeoutSeconds: 20})';

  it('names the slot that holds it, and continues with resumeRun', async (t) => {
    const { slots, mutate, until } = await start(t);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const { id } = await mutate(ONE_BY_ONE);
    const held = await until(id, ({ heldBy }) => heldBy !== null, 'it is held');
    assert.deepEqual(held.heldBy, { id: held.slots[0]?.id, streamId: 'ufm_mv2', status: 'TIMED_OUT' });
    assert.deepEqual(statuses(held), ['TIMED_OUT', 'PENDING']);
    await mutate(`resumeRun(id: "${id}")`);
    const ended = await until(id, ({ status }) => status !== 'RUNNING', 'its end');
    assert.deepEqual([ended.heldBy, ...statuses(ended)], [null, 'TIMED_OUT', 'SUCCEEDED']);
    assert.match(ended.summary ?? '', /^take_noise did not succeed on 1 of 2 slots\. ufm_mv2: TIMED_OUT/);
  });

  it('continues when somebody acknowledges the slot', async (t) => {
    const { slots, mutate, until, ask } = await start(t);
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const { id } = await mutate(ONE_BY_ONE);
    await until(id, ({ heldBy }) => heldBy !== null, 'it is held');
    await ask('mutation { acknowledge(streamIds: ["ufm_mv2"]) { id } }');
    const ended = await until(id, ({ status }) => status !== 'RUNNING', 'its end');
    assert.deepEqual(statuses(ended), ['TIMED_OUT', 'SUCCEEDED']);
  });

  it('that nobody resumes ends with the rest NOT_STARTED', async (t) => {
    const { slots, mutate, until } = await start(t, { slots: [{}, {}], holdSeconds: 60 });
    slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const { id } = await mutate(ONE_BY_ONE);
    const ended = await until(id, ({ status }) => status !== 'RUNNING', 'its end');
    assert.deepEqual([ended.heldBy, ...statuses(ended)], [null, 'TIMED_OUT', 'NOT_STARTED']);
  });

  it('cannot be resumed if it does not exist, and does not change if nothing holds it', async (t) => {
    const { mutate, rejection, until } = await start(t);
    const { code } = await rejection('mutation { resumeRun(id: "no-run") { id } }');
    assert.equal(code, 'UNKNOWN_RUN');
    const { id } = await mutate('runOperation(operation: "take_noise", params: {duration: 1})');
    const ended = await until(id, ({ status }) => status !== 'RUNNING', 'its end');
    assert.deepEqual(await mutate(`resumeRun(id: "${id}")`), ended);
  });
});

describe('a run with batches', () => {
  const FIRST_ONE =
    'runOperation(operation: "take_noise", params: {duration: 5}, options: {batches: [1, "100%"]})';

  it('starts nothing else if the first slot fails, and reports its batches and its limit', async (t) => {
    const { slots, mutate, until, ask } = await start(t, { slots: [{}, {}, {}] });
    slots[0]?.failNext('take_noise', 'no tones');
    const { id } = await mutate(FIRST_ONE);
    const ended = await until(id, ({ status }) => status !== 'RUNNING', 'its end');
    assert.deepEqual(statuses(ended), ['FAILED', 'NOT_STARTED', 'NOT_STARTED']);
    assert.deepEqual(await ask(`{ run(id: "${id}") { batches maxErrors } }`), {
      run: { batches: [1, 2], maxErrors: 0 },
    });
  });

  it('is planned with the same numbers', async (t) => {
    const { ask } = await start(t, { slots: [{}, {}, {}] });
    const plan = 'planRun(operation: "take_noise", options: {batches: ["34%"], maxErrors: "34%"})';
    assert.deepEqual(await ask(`{ ${plan} { batches maxErrors } }`), {
      planRun: { batches: [1, 1, 1], maxErrors: 1 },
    });
  });

  it('starts no further slot while it is paused', async (t) => {
    const { mutate, until, ask, clock } = await start(t);
    const { id } = await mutate(FIRST_ONE);
    await until(id, (run) => statuses(run)[0] === 'RUNNING', 'the first slot runs');
    const { pauseRun } = await clock.settle(
      ask<{ pauseRun: { pausedAt: string | null } }>(`mutation { pauseRun(id: "${id}") { pausedAt } }`),
      'it is paused',
    );
    assert.ok(pauseRun.pausedAt);
    await clock.advance(60_000);
    assert.deepEqual(statuses(await until(id, () => true, 'the run')), ['SUCCEEDED', 'PENDING']);
    await mutate(`resumeRun(id: "${id}")`);
    const ended = await until(id, ({ status }) => status !== 'RUNNING', 'its end');
    assert.deepEqual(statuses(ended), ['SUCCEEDED', 'SUCCEEDED']);
  });

  it('is repeated on the slots that did not succeed with retryRun, and the runs point to each other', async (t) => {
    const { slots, mutate, until, ask, rejection } = await start(t, { slots: [{}, {}, {}] });
    slots[0]?.failNext('take_noise', 'no tones');
    const { id } = await mutate(FIRST_ONE);
    const early = await rejection(`mutation { retryRun(id: "${id}") { id } }`);
    assert.equal(early.code, 'RUN_OPEN');
    await until(id, ({ status }) => status !== 'RUNNING', 'its end');
    const again = await mutate(`retryRun(id: "${id}", statuses: [FAILED])`);
    const ended = await until(again.id, ({ status }) => status !== 'RUNNING', 'the end of the retry');
    assert.deepEqual(statuses(ended), ['SUCCEEDED']);
    const both = `{ first: run(id: "${id}") { retryOf { id } retries { id } }
      second: run(id: "${again.id}") { retryOf { id } retries { id } } }`;
    assert.deepEqual(await ask(both), {
      first: { retryOf: null, retries: [{ id: again.id }] },
      second: { retryOf: { id }, retries: [] },
    });
  });

  it('is rejected with the name of the option that is not valid', async (t) => {
    const { rejection } = await start(t);
    const { message } = await rejection(
      'mutation { runOperation(operation: "take_noise", options: {maxErrors: 1}) { id } }',
    );
    assert.match(message, /^options\.maxErrors requires options\.maxConcurrency or options\.batches: /);
  });
});

describe('a run on all slots', () => {
  it('lists the slots that it leaves out with a code, and begins its summary with them', async (t) => {
    const { mutate, ask, slots, clock } = await start(t, { slots: [{}, {}, {}] });
    await ask('mutation { setOutOfService(streamIds: ["ufm_mv2"], reason: "amplifier") { id } }');
    slots[1]?.fault({ kind: 'hang', operation: 'take_noise' });
    const call = (rest: string) => `runOperation(operation: "take_noise", params: {duration: 1}${rest})`;
    await mutate(call(', streamIds: ["ufm_mv3"], options: {timeoutSeconds: 5}, waitSeconds: 60'));
    const run = await mutate(call(', waitSeconds: 60'));
    assert.deepEqual(
      run.skipped.map(({ streamId, code }) => [streamId, code]),
      [
        ['ufm_mv2', 'OUT_OF_SERVICE'],
        ['ufm_mv3', 'OUTCOME_UNKNOWN'],
      ],
    );
    assert.match(
      run.summary ?? '',
      /^Commanded 1 of 3 slots; skipped ufm_mv2: out of service; ufm_mv3: outcome of take_noise unknown\. take_noise succeeded/,
    );
    await clock.advance(1000);
  });

  it('has no summary while it is open and no slot is skipped', async (t) => {
    const { mutate } = await start(t);
    assert.equal((await mutate('runOperation(operation: "take_noise")')).summary, null);
  });
});

describe('planRun', () => {
  const PLAN = `query ($streamIds: [ID!], $params: JSON, $options: RunOptions) {
    planRun(operation: "take_noise", streamIds: $streamIds, params: $params, options: $options) {
      accepted maxConcurrency rejection { code message } skipped { streamId code }
      slots { streamId params instance { expired } blockers { code message } }
    }
  }`;

  it('reports for each slot what would be sent and what blocks it', async (t) => {
    const { ask, mutate, until, count } = await start(t);
    const { id } = await mutate('runOperation(operation: "stream", streamIds: ["ufm_mv2"])');
    await until(id, ({ slots }) => slots[0]?.status === 'READY', 'it streams');
    const params = { durration: 3, tag: 'x' };
    const { planRun } = await ask(PLAN, { params, options: { maxConcurrency: '10%' } });
    const unknown = {
      code: 'UNKNOWN_PARAMETER',
      message: 'unknown parameter durration: did you mean duration? The agent may reject it.',
    };
    const held = {
      code: 'LOCK_HELD',
      message: 'stream is running on this slot, and may hold its lock: then take_noise fails.',
    };
    const instance = { expired: false };
    assert.deepEqual(planRun, {
      ...{ accepted: true, maxConcurrency: 1, rejection: null, skipped: [] },
      slots: [
        { streamId: 'ufm_mv2', params, instance, blockers: [unknown, held] },
        { streamId: 'ufm_mv3', params, instance, blockers: [unknown] },
      ],
    });
    assert.equal(count('start', 'take_noise'), 0);
  });

  it('does not fail for a blocked slot, and returns the error that a run would return', async (t) => {
    const { ask, rejection } = await start(t);
    await ask('mutation { setOutOfService(streamIds: ["ufm_mv2"], reason: "amplifier") { id } }');
    const all = await ask<{ planRun: Record<string, unknown> }>(PLAN);
    assert.deepEqual(
      [all.planRun['accepted'], all.planRun['skipped']],
      [true, [{ streamId: 'ufm_mv2', code: 'OUT_OF_SERVICE' }]],
    );
    const streamIds = ['ufm_mv2'];
    const { planRun } = await ask<{ planRun: Record<string, unknown> }>(PLAN, { streamIds });
    const { code, message } = await rejection(
      'mutation ($streamIds: [ID!]) { runOperation(operation: "take_noise", streamIds: $streamIds) { id } }',
      { streamIds },
    );
    assert.deepEqual([planRun['accepted'], planRun['rejection']], [false, { code, message }]);
    assert.match(JSON.stringify(planRun['slots']), /OUT_OF_SERVICE/);
    assert.equal((await rejection(PLAN, { streamIds: null })).code, 'BAD_USER_INPUT');
  });

  it('does not use up a request id', async (t) => {
    const { ask, mutate } = await start(t);
    await ask(PLAN, { options: { requestId: 'mine' } });
    const { slots } = await mutate('runOperation(operation: "take_noise", options: {requestId: "mine"})');
    assert.equal(slots.length, 2);
  });
});

describe('a request', () => {
  it('with streamIds: null is rejected, also from a variable: only omitting it means all', async (t) => {
    const { rejection, count } = await start(t);
    const { code, message } = await rejection(
      'mutation ($names: [ID!]) { runOperation(operation: "take_noise", streamIds: $names) { id } }',
      { names: null },
    );
    assert.deepEqual(
      [code, message],
      ['BAD_USER_INPUT', 'streamIds is null: for all slots, omit it or use streamIds: ["all"].'],
    );
    assert.equal(count('start', 'take_noise'), 0);
  });

  const invalid: readonly [what: string, args: string, words: RegExp][] = [
    [
      'a minimum of slots below 1',
      'options: {minSlots: -3}',
      /^options.minSlots must be an integer \(1 or more\), but got -3\.$/,
    ],
    [
      'a pause without a window',
      'options: {settleSeconds: 5}',
      /^options.settleSeconds requires options.maxConcurrency/,
    ],
    ['a wait that is too long', 'waitSeconds: 61', /^waitSeconds must be 0 to 60 seconds, but got 61\.$/],
  ];
  for (const [what, args, words] of invalid) {
    it(`with ${what} is rejected with a message in the terms of GraphQL`, async (t) => {
      const { rejection, count } = await start(t);
      const { code, message } = await rejection(
        `mutation { runOperation(operation: "take_noise", ${args}) { id } }`,
      );
      assert.equal(code, 'BAD_USER_INPUT');
      assert.match(message, words);
      assert.equal(count('start', 'take_noise'), 0);
    });
  }

  it('that waits returns the current state of the run when the server stops', async (t) => {
    const { ask, closing, clock } = await start(t);
    const asked = ask<{ runOperation: { status: string } }>(
      'mutation { runOperation(operation: "take_noise", params: {duration: 50}, waitSeconds: 60) { status } }',
    );
    await clock.advance(1000);
    closing.abort();
    const { runOperation } = await clock.settle(asked, 'the answer', 1000);
    assert.equal(runOperation.status, 'RUNNING');
  });
});

describe('a time that is not a valid date', () => {
  it('does not affect the other slots and fields', async (t) => {
    const { ask, core, slots } = await start(t);
    const odd = core.registry.byAddress(slots[0]?.address ?? '');
    assert.ok(odd);
    const record = odd.sessions.get('check_state');
    assert.ok(record);
    const session = { ...record.session, data: { last_update: 1e300, stream_id: 'ufm_mv2' } };
    const shown = {
      ...odd,
      agentStart: '1e300',
      sessions: new Map([['check_state', { ...record, session }]]),
    };
    const [, other] = core.registry.slots;
    t.mock.getter(core.registry, 'slots', () => [shown, other]);
    const { smurfInstances } = await ask<{ smurfInstances: unknown[] }>(
      '{ smurfInstances { streamId agentStarted state { lastUpdate } sessions { operation } } }',
    );
    assert.equal(smurfInstances.length, 2);
    assert.deepEqual(smurfInstances[0], {
      streamId: 'ufm_mv2',
      agentStarted: null,
      state: { lastUpdate: null },
      sessions: [{ operation: 'check_state' }],
    });
  });
});

describe('a run with slotParams', () => {
  const OPTIONS =
    'options: {slotParams: [{streamIds: ["ufm_mv3"], params: {duration: 7}}], tagWithRunId: true}';
  const CALL = `operation: "take_noise", params: {duration: 5}, ${OPTIONS}`;

  it('reports the parameters of each slot, also when it is planned', async (t) => {
    const { ask, clock } = await start(t);
    const { run } = await clock.settle(
      ask<{ run: { id: string; slots: object[] } }>(
        `mutation { run: runOperation(${CALL}) { id slots { params } } }`,
      ),
      'the run begins',
    );
    assert.deepEqual(run.slots, [
      { params: { duration: 5, tag: run.id } },
      { params: { duration: 7, tag: run.id } },
    ]);
    assert.deepEqual(await ask(`{ planRun(${CALL}) { slots { params } } }`), {
      planRun: { slots: [{ params: { duration: 5 } }, { params: { duration: 7 } }] },
    });
  });

  it('is rejected if it does not command such a slot', async (t) => {
    const { rejection } = await start(t);
    const { message } = await rejection(`mutation { runOperation(streamIds: ["ufm_mv2"], ${CALL}) { id } }`);
    assert.equal(message, 'options.slotParams names ufm_mv3, but the request does not command ufm_mv3.');
  });
});
