import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Product, startProduct, type Variables } from '../product.js';
import { until } from '../until.js';

interface Slot {
  readonly instanceId: string;
  readonly streamId: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly sentAt: string | null;
  readonly acceptedAt: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly instance: { readonly streamId: string } | null;
  readonly session: { readonly status: string; readonly noise: unknown } | null;
}

interface Run {
  readonly id: string;
  readonly status: string;
  readonly success: boolean | null;
  readonly endTime: string | null;
  readonly slots: readonly Slot[];
  readonly [field: string]: unknown;
}

const RUN = `fragment RunFields on Run {
  id action operation params requestedBy via status success summary meetsMinimum minSlots maxConcurrency settleSeconds requestId
  startTime endTime result heldBy { id }
  skipped { id instanceId streamId code reason }
  slots {
    id instanceId streamId status inferred reason detail sentAt acceptedAt startTime endTime instance { streamId }
    session { status noise: data(path: "/quantiles/white_noise_level/values") }
  }
}`;

const START = `mutation (
  $operation: String!, $streamIds: [ID!], $params: JSON, $waitSeconds: Float, $waitFor: RunStage,
  $options: RunOptions
) {
  run: runOperation(
    operation: $operation, streamIds: $streamIds, params: $params, waitSeconds: $waitSeconds, waitFor: $waitFor,
    options: $options
  ) { ...RunFields }
} ${RUN}`;

const HALT = (mutation: 'stopOperation' | 'abortOperation') =>
  `mutation ($operation: String!, $streamIds: [ID!]) {
    run: ${mutation}(operation: $operation, streamIds: $streamIds) { ...RunFields }
  } ${RUN}`;

const CANCEL = `mutation ($id: ID!) { run: cancelRun(id: $id) { ...RunFields } } ${RUN}`;
const LOOK = `query ($id: ID!) { run(id: $id) { ...RunFields } } ${RUN}`;

const CARE = `fragment Care on SmurfInstance { streamId outOfService { id since by reason } problems { code } }`;

const NAMES = ['ufm_mv5', 'ufm_mv12'];

describe('a mutation', () => {
  let product: Product;
  before(async () => {
    // A script takes a second then: long enough to be killed.
    product = await startProduct({ timeScale: 0.05 });
  });
  after(() => product?.close());

  async function run(document: string, variables: Variables): Promise<Run> {
    return (await product.ask<{ run: Run }>(document, variables)).run;
  }

  const start = (operation: string, variables: Variables = {}) => run(START, { operation, ...variables });

  const end = ({ id }: Run) =>
    until(async () => {
      const now = await run(LOOK, { id });
      return now.endTime === null ? null : now;
    }, 'the run has ended');

  const statuses = ({ slots }: Run) => slots.map(({ status }) => status);

  /** The one error with which the mutation is refused. */
  async function refusal(document: string, variables: Variables) {
    const { data, errors = [] } = await product.request(document, variables);
    assert.equal(data, null);
    assert.equal(errors.length, 1, JSON.stringify(errors));
    const [{ message = '', extensions = {} } = {}] = errors;
    const { code, ...details } = extensions;
    return { message, code, details };
  }

  it('runs an operation on all live slots, and answers when it has ended', async () => {
    const answer = await start('take_noise', { params: { duration: 2, tag: null }, waitSeconds: 30 });
    const { id, startTime, endTime, result, slots, ...rest } = answer;
    assert.deepEqual(rest, {
      action: 'RUN',
      operation: 'take_noise',
      params: { duration: 2 },
      requestedBy: null,
      via: 'GRAPHQL',
      status: 'SUCCEEDED',
      success: true,
      summary: 'take_noise succeeded on 2 slots.',
      heldBy: null,
      meetsMinimum: null,
      minSlots: null,
      maxConcurrency: null,
      settleSeconds: 0,
      requestId: null,
      skipped: [],
    });
    assert.ok(Date.parse(String(startTime)) <= Date.parse(String(endTime)));
    for (const [index, slot] of slots.entries()) {
      const { streamId, status, reason, detail, instance, session } = slot;
      assert.deepEqual([streamId, status, reason, detail], [NAMES[index], 'SUCCEEDED', null, null]);
      const times = [slot.sentAt, slot.acceptedAt, slot.startTime, slot.endTime].map((time) =>
        Date.parse(time ?? ''),
      );
      const [sentAt = 0, acceptedAt = 0, startTime = 0, endTime = 0] = times;
      assert.ok(sentAt <= startTime && startTime <= acceptedAt && acceptedAt < endTime, JSON.stringify(slot));
      assert.equal(instance?.streamId, streamId);
      assert.equal(session?.status, 'DONE');
      assert.ok(Array.isArray(session?.noise) && session.noise.length === 5);
    }
    const sessions = result as Record<
      string,
      { data: { quantiles: { white_noise_level: { values: unknown } } } }
    >;
    assert.deepEqual(Object.keys(sessions).sort(), [...NAMES].sort());
    for (const { streamId, session } of slots) {
      assert.deepEqual(sessions[streamId ?? '']?.data.quantiles.white_noise_level.values, session?.noise);
    }
    assert.deepEqual(await run(LOOK, { id }), answer);
  });

  it('answers at once by default, or at the stage in waitFor', async () => {
    const begun = await start('take_noise', { params: { duration: 20 } });
    assert.deepEqual([begun.status, begun.success, begun.endTime], ['RUNNING', null, null]);
    await end(begun);
    const streaming = await start('stream', { waitSeconds: 30, waitFor: 'READY' });
    assert.deepEqual([streaming.status, ...statuses(streaming)], ['RUNNING', 'READY', 'READY']);
    const stopped = await run(HALT('stopOperation'), { operation: 'stream' });
    assert.deepEqual([stopped['action'], stopped['params']], ['STOP', null]);
    assert.equal((await end(stopped)).success, true);
    assert.equal((await end(streaming)).status, 'SUCCEEDED');
  });

  it('reports a failure on one slot as data of this slot', async () => {
    const traceback =
      'Traceback (most recent call last):\n  File "noise.py", line 1, in f\nRuntimeError: no tones\n';
    product.controllers[1]?.failNext('take_noise', traceback);
    const answer = await start('take_noise', {
      params: { duration: 1 },
      waitSeconds: 30,
      options: { minSlots: 1 },
    });
    assert.deepEqual([answer.status, answer.success, answer['meetsMinimum']], ['FAILED', false, true]);
    assert.deepEqual(
      answer.slots.map(({ status, reason, detail }) => [status, reason, detail]),
      [
        ['SUCCEEDED', null, null],
        ['FAILED', 'RuntimeError: no tones.', traceback],
      ],
    );
    assert.equal(
      answer['summary'],
      `take_noise did not succeed on 1 of 2 slots. ${NAMES[1]}: FAILED, RuntimeError: no tones.`,
    );
    const rejected = await start('take_noise', { params: { colour: 'pink' }, waitSeconds: 30 });
    assert.deepEqual(statuses(rejected), ['REJECTED', 'REJECTED']);
    assert.match(rejected.slots[0]?.detail ?? '', /colour/);
  });

  it('times out a slot after timeoutSeconds', async () => {
    const answer = await start('take_noise', {
      params: { duration: 30 },
      streamIds: ['ufm_mv5'],
      waitSeconds: 30,
      options: { timeoutSeconds: 0.3 },
    });
    assert.deepEqual([answer.status, ...statuses(answer)], ['FAILED', 'TIMED_OUT']);
    const named = { operation: 'take_noise', streamIds: ['ufm_mv5'] };
    assert.equal((await refusal(START, named)).code, 'UNACKNOWLEDGED');
    const { acknowledge } = await product.ask<{ acknowledge: { streamId: string; problems: unknown[] }[] }>(
      `mutation { acknowledge(streamIds: ["ufm_mv5"]) { ...Care } } ${CARE}`,
    );
    assert.deepEqual(acknowledge, [{ streamId: 'ufm_mv5', outOfService: null, problems: [] }]);
    await until(
      () => product.controllers[0]?.session('take_noise')?.status === 'done',
      'the slot is free again',
    );
  });

  it('runs slots one after the other', async () => {
    const params = { duration: 1 };
    const options = { maxConcurrency: '50%', settleSeconds: 0.1 };
    const answer = await start('take_noise', { params, waitSeconds: 30, options });
    assert.deepEqual(
      [answer.status, answer['maxConcurrency'], answer['settleSeconds']],
      ['SUCCEEDED', 1, 0.1],
    );
  });

  it('returns the same run for the same request id', async () => {
    const variables = { params: { duration: 1 }, waitSeconds: 30, options: { requestId: 'again' } };
    const answer = await start('take_noise', variables);
    assert.deepEqual(await start('take_noise', variables), answer);
    const { code, details } = await refusal(START, { ...variables, operation: 'take_iv' });
    assert.deepEqual([code, details], ['REQUEST_ID_REUSED', { requestId: 'again', runId: answer.id }]);
  });

  it('cancels a run', async () => {
    const begun = await start('stream', { waitSeconds: 30, waitFor: 'READY' });
    assert.equal((await run(CANCEL, { id: begun.id })).id, begun.id);
    const ended = await end(begun);
    assert.deepEqual(
      [ended.status, ended.success, ...statuses(ended)],
      ['CANCELLED', false, 'CANCELLED', 'CANCELLED'],
    );
    assert.deepEqual(await run(CANCEL, { id: begun.id }), ended);
    const { code, details } = await refusal(CANCEL, { id: 'no-run' });
    assert.deepEqual([code, details], ['UNKNOWN_RUN', { id: 'no-run' }]);
  });

  it('aborts what can be aborted, rejects what continues, and reports what was not running', async () => {
    const script = await start('run', {
      params: { script: '/data/map.py' },
      waitSeconds: 30,
      waitFor: 'STARTED',
    });
    const aborted = await run(HALT('abortOperation'), { operation: 'run' });
    assert.equal(aborted['action'], 'ABORT');
    assert.equal((await end(aborted)).status, 'SUCCEEDED');
    assert.deepEqual(statuses(await end(script)), ['FAILED', 'FAILED']);
    const params = { duration: 20 };
    const noise = await start('take_noise', {
      ...{ streamIds: ['ufm_mv5'], params, waitSeconds: 30, waitFor: 'STARTED' },
    });
    const answer = await run(HALT('abortOperation'), { operation: 'take_noise' });
    assert.deepEqual(statuses(answer), ['REJECTED', 'SUCCEEDED']);
    assert.match(answer.slots[0]?.detail ?? '', /cannot abort take_noise/);
    assert.equal(answer.slots[1]?.reason, 'take_noise was not running.');
    assert.equal((await end(noise)).status, 'SUCCEEDED');
  });

  it('that stops rejects no name', async () => {
    const answer = await end(
      await run(HALT('stopOperation'), { operation: 'stream', streamIds: ['ufm_mv5', 'nobody'] }),
    );
    const nobody = answer.slots.find(({ instanceId }) => instanceId === 'nobody');
    assert.deepEqual([nobody?.status, nobody?.streamId, nobody?.instance], ['UNKNOWN', null, null]);
    assert.deepEqual(statuses(answer).sort(), ['SUCCEEDED', 'UNKNOWN']);
  });

  it('sets slots out of service, and back in service', async () => {
    const out = `mutation ($reason: String!) {
      slots: setOutOfService(streamIds: ["ufm_mv5"], reason: $reason, by: "ann") { ...Care }
    } ${CARE}`;
    type Slots = { slots: { streamId: string; outOfService: { by: string; reason: string } | null }[] };
    const { slots } = await product.ask<Slots>(out, { reason: 'amplifier' });
    assert.deepEqual(
      slots.map(({ streamId, outOfService }) => [streamId, outOfService?.by, outOfService?.reason]),
      [['ufm_mv5', 'ann', 'amplifier']],
    );
    assert.equal((await refusal(out, { reason: ' ' })).code, 'BAD_USER_INPUT');
    const answer = await start('take_noise', { params: { duration: 1 }, waitSeconds: 30 });
    assert.deepEqual(
      answer.slots.map(({ streamId }) => streamId),
      ['ufm_mv12'],
    );
    const [skipped] = answer['skipped'] as { streamId: string; code: string; reason: string }[];
    assert.deepEqual([skipped?.streamId, skipped?.code], ['ufm_mv5', 'OUT_OF_SERVICE']);
    assert.match(skipped?.reason ?? '', /amplifier/);
    const named = await refusal(START, { operation: 'take_noise', streamIds: ['ufm_mv5'] });
    assert.deepEqual(
      [named.code, named.details],
      ['OUT_OF_SERVICE', { slots: ['ufm_mv5'], known: [...NAMES].sort() }],
    );
    const skipping = await start('take_noise', { streamIds: NAMES, options: { skipUnavailable: true } });
    const left = (skipping['skipped'] as (typeof skipped)[]).map((slot) => slot?.streamId);
    assert.deepEqual([skipping.slots.length, left], [1, ['ufm_mv5']]);
    await end(skipping);
    const back = await product.ask<Slots>(
      `mutation { slots: setInService(streamIds: ["ufm_mv5"]) { ...Care } } ${CARE}`,
    );
    assert.deepEqual(
      back.slots.map(({ outOfService }) => outOfService),
      [null],
    );
  });

  it('that is invalid is rejected as a whole, with a code and the values that correct it', async () => {
    const before = product.controllers.map((controller) => controller.session('take_noise')?.sessionId);
    const known = [...NAMES].sort();
    const unknown = await refusal(START, { operation: 'take_noise', streamIds: ['ufm_mv5', 'ufm_mv99'] });
    assert.deepEqual(
      [unknown.code, unknown.details],
      ['UNKNOWN_STREAM_ID', { unknown: ['ufm_mv99'], known }],
    );
    const nothing = await refusal(START, { operation: 'take_noise', streamIds: [] });
    assert.deepEqual([nothing.code, nothing.details], ['NOTHING_SELECTED', { known }]);
    const operation = await refusal(START, { operation: 'make_coffee' });
    assert.equal(operation.code, 'UNKNOWN_OPERATION');
    assert.ok((operation.details['known'] as string[]).includes('take_noise'));
    const few = await refusal(START, { operation: 'take_noise', options: { minSlots: 3 } });
    assert.deepEqual([few.code, few.details['minSlots']], ['TOO_FEW_SLOTS', 3]);
    for (const document of ['setInService', 'acknowledge']) {
      const { code, details } = await refusal(`mutation { ${document}(streamIds: ["nobody"]) { id } }`, {});
      assert.deepEqual([code, details], ['UNKNOWN_STREAM_ID', { unknown: ['nobody'], known }]);
    }
    assert.deepEqual(
      product.controllers.map((controller) => controller.session('take_noise')?.sessionId),
      before,
    );
  });

  it('with values out of range is rejected with a message', async () => {
    const wrong: [Variables, RegExp][] = [
      [{ waitSeconds: 61 }, /waitSeconds must be 0 to 60 seconds, but got 61/],
      [{ waitSeconds: -1 }, /waitSeconds/],
      [{ options: { timeoutSeconds: 0 } }, /options\.timeoutSeconds/],
      [{ options: { timeoutSeconds: 1e9 } }, /options\.timeoutSeconds/],
      [{ options: { settleSeconds: -1 } }, /options\.settleSeconds/],
      [{ params: [1] }, /params must be an object .* got \[1\]/],
      [{ params: 'text' }, /params must be an object/],
    ];
    for (const [variables, words] of wrong) {
      const { code, message } = await refusal(START, { operation: 'take_noise', ...variables });
      assert.equal(code, 'BAD_USER_INPUT', JSON.stringify(variables));
      assert.match(message, words);
    }
  });
});
