import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { paramsOf, type Run } from '../../../src/core/runs/run.js';
import { parseStartRequest } from '../../../src/core/runs/run-request.js';
import type { Procedure } from '../../../src/wamp/types.js';
import { type Observatory, startObservatory, WORDS } from '../observatory.js';

const THREE = { slots: [{}, {}, {}] };

/** The parameters that each slot received with its start. */
function received({ calls }: Observatory): unknown[] {
  return calls.flatMap(({ action, params }) => (action === 'start' ? [params] : []));
}

async function rejection({ start }: Observatory, change: Parameters<Observatory['start']>[1]) {
  const error = await (async () => start('take_noise', change))().then(
    () => assert.fail('it was not rejected'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RequestError);
  return error;
}

describe('slotParams', () => {
  it('are added to the parameters of the run, and replace them, for their slots only', async (t) => {
    const site = await startObservatory(t, THREE);
    const run = await site.start('take_noise', {
      params: { duration: 5, tag: 'all' },
      slotParams: [
        { streamIds: ['ufm_mv2', 'pysmurf-controller-s4'], params: { duration: 7 } },
        { streamIds: ['ufm_mv3'], params: { tag: null, kwargs: { g3_tag: 'x' } } },
      ],
    });
    await site.end(run);
    const expected = [
      { duration: 7, tag: 'all' },
      { duration: 5, tag: 'all', kwargs: { g3_tag: 'x' } },
      { duration: 7, tag: 'all' },
    ];
    assert.deepEqual(received(site), expected);
    assert.deepEqual(
      run.slots.map((slot) => paramsOf(run, slot)),
      expected,
    );
  });

  it('may name a slot that a run on all slots skips', async (t) => {
    const site = await startObservatory(t, THREE);
    site.core.marks.setOutOfService('observatory.pysmurf-controller-s3', {
      ...{ since: site.clock.now(), by: null, reason: 'it is mended' },
    });
    const slotParams = [{ streamIds: ['ufm_mv3'], params: { duration: 7 } }];
    await site.end(await site.start('take_noise', { params: { duration: 5 }, slotParams }));
    assert.deepEqual(received(site), [{ duration: 5 }, { duration: 5 }]);
  });

  it('survive a restart of the server before the start is sent', async (t) => {
    const site = await startObservatory(t, { slots: [{}, {}] });
    const slotParams = [{ streamIds: ['ufm_mv3'], params: { duration: 7 } }];
    const begun = await site.start('take_noise', { params: { duration: 5 }, slotParams, maxConcurrency: 1 });
    const core = await site.restart();
    await site.clock.until(async () => (await core.runs.get(begun.id))?.endTime, 'its end');
    assert.deepEqual(received(site), [{ duration: 5 }, { duration: 7 }]);
  });

  it('are rejected if they name a slot twice, an unknown slot, or a slot that is not commanded', async (t) => {
    const site = await startObservatory(t, THREE);
    const of = (...names: string[]) => names.map((name) => ({ streamIds: [name], params: {} }));
    const twice = await rejection(site, { slotParams: of('ufm_mv2', 'pysmurf-controller-s2') });
    assert.deepEqual(
      [twice.code, twice.message],
      ['BAD_USER_INPUT', 'slotParams names ufm_mv2 more than once.'],
    );
    const unknown = await rejection(site, { slotParams: of('ufm_mv9') });
    assert.equal(unknown.code, 'UNKNOWN_STREAM_ID');
    const other = await rejection(site, { streamIds: ['ufm_mv2'], slotParams: of('ufm_mv3') });
    assert.equal(other.message, 'slotParams names ufm_mv3, but the request does not command ufm_mv3.');
    assert.deepEqual(received(site), [], 'nothing is started');
  });

  it('are rejected if the parameters are not an object, or cannot be sent', async (t) => {
    const site = await startObservatory(t);
    const no = await rejection(site, { slotParams: [{ streamIds: ['ufm_mv2'], params: 5 }] });
    assert.equal(no.message, 'slotParams for ufm_mv2 must be an object such as {duration: 30}, but got 5.');
    const list = await rejection(site, { slotParams: { ufm_mv2: {} } });
    assert.match(list.message, /^slotParams must be a list of stream ids with parameters, such as /);
  });

  it('are planned for each slot, with the parameters that the operation does not have', async (t) => {
    const { core } = await startObservatory(t, { slots: [{}, {}] });
    const request = { operation: 'take_noise', via: 'GRAPHQL', requestedBy: null, words: WORDS } as const;
    const slotParams = [{ streamIds: ['ufm_mv3'], params: { durration: 7 } }];
    const { slots } = core.runs.plan(parseStartRequest({ ...request, params: { duration: 5 }, slotParams }));
    assert.deepEqual(
      slots.map(({ params, blockers }) => [params, blockers.map(({ code }) => code)]),
      [
        [null, []],
        [{ durration: 7 }, ['UNKNOWN_PARAMETER']],
      ],
    );
  });
});

describe('tagWithRunId', () => {
  const tagOf = (run: Run, index: number) => paramsOf(run, run.slots[index] as Run['slots'][number])?.['tag'];

  it('sends the id of the run as the tag, except where the request gives one', async (t) => {
    const site = await startObservatory(t, THREE);
    const slotParams = [{ streamIds: ['ufm_mv3'], params: { tag: 'mine' } }];
    const run = await site.start('take_noise', { params: { duration: 5 }, slotParams, tagWithRunId: true });
    await site.end(run);
    const tags = received(site).map((params) => (params as { tag: string }).tag);
    assert.deepEqual(tags, [run.id, 'mine', run.id]);
    assert.deepEqual([tagOf(run, 0), tagOf(run, 1)], [run.id, 'mine']);
  });

  it('sends the tag to a slot that has not described its operations yet, if another slot has the parameter', async (t) => {
    const silent = new Promise<never>(() => {});
    const undescribed = (handler: Procedure, procedure: string): Procedure =>
      procedure.endsWith('.ops') ? handler : () => silent;
    const site = await startObservatory(t, { slots: [{}, { tamper: undescribed }] });
    const run = await site.start('take_noise', { params: { duration: 5 }, tagWithRunId: true });
    await site.end(run);
    const sent = { duration: 5, tag: run.id };
    assert.deepEqual(received(site), [sent, sent]);
  });

  it('sends no tag to an operation that has no such parameter', async (t) => {
    const site = await startObservatory(t);
    await site.end(await site.start('zero_biases', { tagWithRunId: true }));
    assert.deepEqual(received(site), [{}]);
  });
});
