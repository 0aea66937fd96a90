import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import type { RetryRequest } from '../../../src/core/runs/retry-run.js';
import { type Observatory, spans, startObservatory, statuses, WORDS } from '../observatory.js';

const SHORT = { duration: 5 };
const THREE = { slots: [{}, {}, {}] };

function retry({ core, clock }: Observatory, id: string, change: Partial<RetryRequest> = {}) {
  const request = { via: 'GRAPHQL', requestedBy: 'ann', words: WORDS } as const;
  const defaults = { statuses: null, requestId: null, force: false };
  return clock.settle(core.runs.retry(id, { ...request, ...defaults, ...change }), 'the retry begins');
}

async function rejection(retrying: Promise<unknown>): Promise<RequestError> {
  const error = await retrying.then(
    () => assert.fail('it was not rejected'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RequestError);
  return error;
}

const names = ({ slots }: { slots: readonly { streamId: string | null }[] }) =>
  slots.map(({ streamId }) => streamId);

describe('a retry', () => {
  it('commands just the slot that failed, with the same parameters, and both runs point to each other', async (t) => {
    const site = await startObservatory(t, THREE);
    site.slots[1]?.failNext('take_noise', 'no tones');
    const slotParams = [{ streamIds: ['ufm_mv3'], params: { duration: 7 } }];
    const first = await site.end(await site.start('take_noise', { params: SHORT, slotParams }));
    assert.deepEqual(statuses(first), ['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
    const again = await site.end(await retry(site, first.id));
    assert.deepEqual([again.status, names(again)], ['SUCCEEDED', ['ufm_mv3']]);
    assert.deepEqual([again.retryOf, again.requestedBy, again.params], [first.id, 'ann', SHORT]);
    assert.deepEqual(again.slots[0]?.params, { duration: 7 });
    const { runs } = await site.core.runs.list({ retriesOf: [first.id] }, { first: 5 });
    assert.deepEqual(
      runs.map(({ id }) => id),
      [again.id],
    );
    assert.equal(site.count('start', 'take_noise'), 4, 'three slots, then one');
  });

  it('also commands the slots that were never reached, unless the statuses say otherwise', async (t) => {
    const site = await startObservatory(t, THREE);
    site.slots[0]?.failNext('take_noise', 'no tones');
    const first = await site.end(await site.start('take_noise', { params: SHORT, batches: [1] }));
    assert.deepEqual(statuses(first), ['FAILED', 'NOT_STARTED', 'NOT_STARTED']);
    const failed = await site.end(await retry(site, first.id, { statuses: ['FAILED'] }));
    assert.deepEqual(names(failed), ['ufm_mv2']);
    const rest = await site.end(await retry(site, first.id, { statuses: ['NOT_STARTED'] }));
    assert.deepEqual(names(rest), ['ufm_mv3', 'ufm_mv4']);
    assert.deepEqual(rest.batches, [1, 1], 'the options are the same');
    const [one, other] = spans(rest);
    assert.ok(one && other && other.start >= one.end, 'one after the other');
    assert.deepEqual(names(await site.end(await retry(site, first.id))), ['ufm_mv2', 'ufm_mv3', 'ufm_mv4']);
  });

  it('gives the new run its own id as a tag', async (t) => {
    const site = await startObservatory(t);
    site.slots[0]?.failNext('take_noise', 'no tones');
    const first = await site.end(await site.start('take_noise', { params: SHORT, tagWithRunId: true }));
    const again = await site.end(await retry(site, first.id));
    const tags = site.calls.flatMap(({ action, params }) =>
      action === 'start' ? [(params as { tag: string }).tag] : [],
    );
    assert.deepEqual(tags, [first.id, again.id]);
  });

  it('with a request id that was used returns the same run', async (t) => {
    const site = await startObservatory(t);
    site.slots[0]?.failNext('take_noise', 'no tones');
    const first = await site.end(await site.start('take_noise', { params: SHORT }));
    const one = await retry(site, first.id, { requestId: 'r' });
    assert.equal((await retry(site, first.id, { requestId: 'r' })).id, one.id);
    assert.equal(site.count('start', 'take_noise'), 2);
  });

  it('of a slot with an unknown outcome needs an acknowledgement or force', async (t) => {
    const site = await startObservatory(t);
    site.slots[0]?.fault({ kind: 'hang', operation: 'take_noise' });
    const first = await site.end(await site.start('take_noise', { params: SHORT, timeoutSeconds: 20 }));
    assert.deepEqual(statuses(first), ['TIMED_OUT']);
    const { code, message } = await rejection(retry(site, first.id));
    assert.equal(code, 'UNACKNOWLEDGED');
    assert.match(message, /or repeat the request with force: true/);
    const forced = await site.end(await retry(site, first.id, { force: true }));
    assert.deepEqual(statuses(forced), ['ALREADY_RUNNING']);
  });

  it('is rejected for an open run, an unknown run, a stop, and if no slot ended so', async (t) => {
    const site = await startObservatory(t, { slots: [{}, {}] });
    const run = await site.start('take_noise', { params: SHORT });
    assert.equal((await rejection(retry(site, run.id))).code, 'RUN_OPEN');
    await site.end(run);
    assert.equal((await rejection(retry(site, 'no-run'))).code, 'UNKNOWN_RUN');
    const none = await rejection(retry(site, run.id));
    assert.deepEqual(
      [none.code, none.message],
      [
        'NOTHING_SELECTED',
        `No slot of the run ${run.id} ended without success: ufm_mv2 SUCCEEDED, ufm_mv3 SUCCEEDED.`,
      ],
    );
    const lost = await rejection(retry(site, run.id, { statuses: ['LOST', 'FAILED'] }));
    assert.match(lost.message, /ended with LOST or FAILED: /);
    const stop = await site.end(site.stop('stream'));
    assert.match(
      (await rejection(retry(site, stop.id))).message,
      /is a stop\. Only a start can be retried\.$/,
    );
  });
});
