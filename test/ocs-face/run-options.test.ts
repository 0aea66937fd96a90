import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../src/core/errors.js';
import { parseStartRequest, type StartRequest } from '../../src/core/runs/run-request.js';
import { ParamError, type Params } from '../../src/ocs/agent/parameters.js';
import { OCS_WORDS, readParams } from '../../src/ocs-face/run-options.js';

/** What the parameters of an operation come to. */
function parse(params: Params): StartRequest {
  return parseStartRequest({
    ...readParams(params),
    ...{ operation: 'take_noise', requestedBy: null, via: 'OCS', words: OCS_WORDS },
  });
}

describe('the parameters of an operation', () => {
  it('are passed to the slots, except stream_ids and run_options', () => {
    const { params, streamIds, ...options } = parse({
      ...{ duration: 3, tag: null },
      stream_ids: ['ufm_mv2'],
      run_options: {
        ...{ max_concurrency: '25%', settle_seconds: 2, timeout_seconds: 60, min_slots: 2 },
        ...{ request_id: 'night-1', force: true, skip_unavailable: true },
      },
    });
    assert.deepEqual(params, { duration: 3 });
    assert.deepEqual(streamIds, ['ufm_mv2']);
    const { maxConcurrency, settleSeconds, timeoutSeconds, minSlots, requestId, force, skipUnavailable } =
      options;
    assert.deepEqual(
      [maxConcurrency, settleSeconds, timeoutSeconds, minSlots, requestId, force, skipUnavailable],
      [{ percent: 25 }, 2, 60, 2, 'night-1', true, true],
    );
  });

  it('accept only all, as a list or a str, for all slots', () => {
    for (const stream_ids of ['all', ['all']]) assert.deepEqual(parse({ stream_ids }).streamIds, ['all']);
  });

  it('are all optional, also as None: then all slots start at once', () => {
    const nothing = {
      ...{ max_concurrency: null, settle_seconds: null, timeout_seconds: null, min_slots: null },
      ...{ request_id: null, force: null },
    };
    for (const params of [
      {},
      { stream_ids: null, run_options: null },
      { run_options: { ...nothing, exclusive: null } },
    ]) {
      const { streamIds, maxConcurrency, settleSeconds, timeoutSeconds, minSlots, requestId, force } =
        parse(params);
      assert.deepEqual(
        [streamIds, maxConcurrency, settleSeconds, timeoutSeconds, minSlots, requestId, force],
        [null, null, 0, null, null, null, false],
      );
      assert.equal(readParams(params).exclusive, null);
    }
  });

  const KNOWN =
    'max_concurrency, batches, max_errors, settle_seconds, timeout_seconds, min_slots, slot_params, tag_with_run_id, request_id, force, skip_unavailable, note, labels, requested_by, exclusive';
  const wrong: readonly [Record<string, unknown>, string][] = [
    [
      { stream_ids: 'ufm_mv2' },
      'stream_ids must be a list of stream ids or instance ids, but got "ufm_mv2".',
    ],
    [{ stream_ids: [2] }, 'stream_ids must be a list of stream ids or instance ids, but got [2].'],
    ...[0, 1.5, '25', '0%', '101%', [1]].map((max_concurrency): [Record<string, unknown>, string] => [
      { run_options: { max_concurrency } },
      `run_options.max_concurrency must be a number of slots (1 or more) or a percentage such as "25%", but got ${JSON.stringify(max_concurrency)}.`,
    ]),
    [{ run_options: { settle: 1 } }, `run_options has no member settle. Known members: ${KNOWN}.`],
    [
      { run_options: { settle_seconds: 1 } },
      'run_options.settle_seconds requires run_options.max_concurrency or run_options.batches: it is the pause before the next slot starts.',
    ],
    [
      { run_options: { timeout_seconds: 0 } },
      'run_options.timeout_seconds must be 0.001 to 1728000 seconds, but got 0.',
    ],
    [
      { run_options: { min_slots: 1.5 } },
      'run_options.min_slots must be an integer (1 or more), but got 1.5.',
    ],
    [{ run_options: { force: 'yes' } }, 'run_options.force must be a boolean, but got "yes".'],
    [
      { run_options: { slot_params: [{ ufm_mv2: {} }] } },
      "run_options.slot_params must be a dict of parameters by stream id, such as {'ufm_mv12': {'duration': 30}}.",
    ],
    [
      { run_options: { slot_params: { ufm_mv2: 5 } } },
      'run_options.slot_params for ufm_mv2 must be an object such as {duration: 30}, but got 5.',
    ],
    [{ run_options: [] }, `run_options must be a dict with any of ${KNOWN}, but got a list.`],
    [{ run_options: 'series' }, `run_options must be a dict with any of ${KNOWN}, but got a string.`],
    [
      { run_options: { exclusive: { grant: 'night', passwort: 'x' } } },
      'run_options.exclusive has no member passwort. Known members: grant, password.',
    ],
    [
      { run_options: { exclusive: { password: 'x' } } },
      'run_options.exclusive.grant must be the name of a grant of the access director.',
    ],
  ];
  for (const [params, message] of wrong) {
    it(`cannot be ${JSON.stringify(params)}`, () => {
      assert.throws(
        () => parse(params),
        (error) => {
          assert.ok(error instanceof ParamError || error instanceof RequestError);
          assert.equal(error.message, message);
          return true;
        },
      );
    });
  }

  it('can say who makes the run, which nobody has checked', () => {
    const { requestedBy, isRequesterVerified } = parseStartRequest({
      ...readParams({ run_options: { requested_by: 'José' } }),
      ...{ operation: 'take_noise', via: 'OCS', words: OCS_WORDS },
    });
    assert.deepEqual([requestedBy, isRequesterVerified], ['José', undefined]);
    for (const requested_by of [7, '', 'a\nb', 'x'.repeat(101)]) {
      assert.throws(
        () => readParams({ run_options: { requested_by } }),
        /run_options.requested_by must be a name with at most 100 characters\./,
      );
    }
  });

  it('can name a grant and its password, which no message shows', () => {
    const { exclusive } = readParams({ run_options: { exclusive: { grant: 'night', password: 'sesame' } } });
    assert.deepEqual([exclusive?.grant, exclusive?.password?.reveal()], ['night', 'sesame']);
    const without = readParams({ run_options: { exclusive: { grant: 'night', password: null } } }).exclusive;
    assert.deepEqual([without?.grant, without?.password], ['night', undefined]);
    assert.throws(
      () => readParams({ run_options: { exclusive: { grant: 'night', password: ['sesame'] } } }),
      (error) => error instanceof ParamError && !error.message.includes('sesame'),
    );
  });
});
