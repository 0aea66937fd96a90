import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ErrorCode, RequestError } from '../../../src/core/errors.js';
import { type RunTarget, selectForRun as select, selectForStop } from '../../../src/core/runs/selection.js';
import { knownNames, meaningOf, uniqueNames } from '../../../src/core/slots/names.js';
import type { Slot } from '../../../src/core/slots/slot.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { api, slot, slotMarks } from '../fixtures.js';
import { WORDS } from '../observatory.js';

function rejection(rejected: () => unknown): RequestError {
  try {
    rejected();
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error('was not rejected');
}

function assertRejected(
  rejected: () => unknown,
  code: ErrorCode,
  details: Record<string, unknown>,
): RequestError {
  const error = rejection(rejected);
  assert.equal(error.code, code);
  assert.deepEqual(error.details, details);
  return error;
}

const ids = (chosen: readonly Slot[]) => chosen.map(({ instanceId }) => instanceId);
/** The slots of a run where nothing is known against any, and those that it leaves out. */
function choose(
  slots: readonly Slot[],
  streamIds: readonly string[] | null,
  operation: string,
  { marks = slotMarks(), force = false, skipUnavailable = false } = {},
) {
  return select(slots, { streamIds, operation, force, skipUnavailable, words: WORDS }, marks);
}
const selectForRun = (slots: readonly Slot[], streamIds: readonly string[] | null, operation: string) =>
  choose(slots, streamIds, operation).chosen;

const S2 = slot(2);
const S3 = slot(3);
const GONE = slot(4, { expired: true });
const ALL = [S2, S3, GONE];

describe('the slots of a new run', () => {
  it('are all that have not expired if no names are given', () => {
    assert.deepEqual(selectForRun(ALL, null, 'take_noise'), [S2, S3]);
  });

  it('are named by stream id, instance id or address, in the order of the names', () => {
    const names = ['ufm_mv3', 'pysmurf-controller-s2'];
    assert.deepEqual(selectForRun(ALL, names, 'take_noise'), [S3, S2]);
    assert.deepEqual(selectForRun(ALL, [S3.address], 'take_noise'), [S3]);
  });

  it('appear only once if several names mean the same slot', () => {
    assert.deepEqual(selectForRun(ALL, ['ufm_mv2', S2.instanceId, S2.address, 'ufm_mv2'], 'take_noise'), [
      S2,
    ]);
  });

  it('cannot be an empty list', () => {
    const error = assertRejected(() => selectForRun(ALL, [], 'take_noise'), 'NOTHING_SELECTED', {
      known: ['ufm_mv2', 'ufm_mv3'],
    });
    assert.match(error.message, /Name the slots, or use streamIds: \["all"\] for all\.$/);
  });

  it('are rejected as a whole for one unknown name: the error names the unknown and lists the known', () => {
    const error = assertRejected(
      () => selectForRun(ALL, ['ufm_mv2', 'ufm_mv99', 'nobody'], 'take_noise'),
      'UNKNOWN_STREAM_ID',
      { unknown: ['ufm_mv99', 'nobody'], known: ['ufm_mv2', 'ufm_mv3'] },
    );
    assert.match(error.message, /ufm_mv99, nobody.*ufm_mv2, ufm_mv3/);
  });

  it('are rejected as a whole for one that has expired', () => {
    const error = assertRejected(
      () => selectForRun(ALL, ['ufm_mv2', 'ufm_mv4'], 'take_noise'),
      'EXPIRED_INSTANCE',
      { slots: ['ufm_mv4'], known: ['ufm_mv2', 'ufm_mv3'] },
    );
    assert.ok(error.message.includes(GONE.lastRefresh.toISOString()));
  });

  it('are rejected if no slot is live, with the reasons', () => {
    const never = rejection(() => selectForRun([], null, 'take_noise'));
    assert.equal(never.code, 'NO_LIVE_INSTANCE');
    assert.match(never.message, /No slot was found\. Check/);
    const gone = rejection(() => selectForRun([GONE], null, 'take_noise'));
    assert.equal(gone.code, 'NO_LIVE_INSTANCE');
    assert.match(gone.message, /ufm_mv4: No heartbeat since/);
  });

  it('are rejected for an operation that none of them has; the error lists what they have', () => {
    const error = assertRejected(() => selectForRun(ALL, null, 'make_coffee'), 'UNKNOWN_OPERATION', {
      operation: 'make_coffee',
      known: ['stream', 'take_noise'],
    });
    assert.match(error.message, /make_coffee.*stream, take_noise/);
  });

  it('are all commanded if only some have the operation: each of the others rejects it', () => {
    const special = slot(5, { api: api('take_noise', 'polish') });
    assert.deepEqual(selectForRun([S2, special], null, 'polish'), [S2, special]);
  });

  it('are not rejected for an operation if their operations are not known', () => {
    const silent = slot(5, { api: null });
    assert.deepEqual(selectForRun([silent], null, 'polish'), [silent]);
  });
});

describe('a stream id', () => {
  const unconfirmed = (number: number, streamId: string, expired = false) =>
    slot(number, { streamId, streamIdConfirmed: false, expired });

  it('that two live agents claim is an error that names both', () => {
    const twin = slot(5, { streamId: 'ufm_mv2' });
    const error = assertRejected(
      () => selectForRun([S2, S3, twin], ['ufm_mv2'], 'stream'),
      'AMBIGUOUS_NAME',
      {
        name: 'ufm_mv2',
        addresses: [S2.address, twin.address],
      },
    );
    assert.match(error.message, /ufm_mv2 is the name of more than one slot: .*s2 and .*s5/);
    assert.deepEqual(ids(selectForRun([S2, S3, twin], [twin.instanceId], 'stream')), [twin.instanceId]);
  });

  it('of a live agent has priority over that of an expired agent', () => {
    const moved = slot(5, { streamId: 'ufm_mv4' });
    assert.deepEqual(selectForRun([GONE, moved], ['ufm_mv4'], 'stream'), [moved]);
  });

  it('that is confirmed has priority over one from before a restart', () => {
    const restarted = unconfirmed(5, 'ufm_mv2');
    assert.deepEqual(selectForRun([restarted, S2], ['ufm_mv2'], 'stream'), [S2]);
  });

  it('that a live agent has not confirmed since its start matches no slot: it may be another slot now', () => {
    const restarted = unconfirmed(5, 'ufm_mv5');
    assertRejected(() => selectForRun([S2, restarted], ['ufm_mv5'], 'stream'), 'UNKNOWN_STREAM_ID', {
      unknown: ['ufm_mv5'],
      known: ['pysmurf-controller-s5', 'ufm_mv2'],
    });
    assert.deepEqual(selectForRun([S2, restarted], [restarted.instanceId], 'stream'), [restarted]);
  });

  it('of an expired agent is expired, not unknown', () => {
    const remembered = unconfirmed(5, 'ufm_mv5', true);
    assert.equal(
      rejection(() => selectForRun([S2, remembered], ['ufm_mv5'], 'stream')).code,
      'EXPIRED_INSTANCE',
    );
  });

  it('that is the instance id of another slot is an error that names both', () => {
    const odd = slot(5, { streamId: 'pysmurf-controller-s2' });
    assert.equal(meaningOf([S2, odd], 'pysmurf-controller-s2').kind, 'ambiguous');
    assert.equal(
      rejection(() => selectForRun([S2, odd], ['pysmurf-controller-s2'], 'stream')).code,
      'AMBIGUOUS_NAME',
    );
    assert.deepEqual(selectForRun([S2, odd], [S2.address], 'stream'), [S2]);
  });

  it('that no slot has matches none', () => {
    assert.deepEqual(meaningOf(ALL, 'nobody'), { kind: 'unknown' });
  });
});

describe('a slot out of service', () => {
  const marks = slotMarks();
  const since = new Date('2026-11-22T04:05:06Z');
  marks.setOutOfService(S3.address, { since, by: 'ann', reason: 'amplifier.' });
  const reason = 'Out of service since 2026-11-22T04:05:06.000Z by ann (reason: amplifier).';

  it('is skipped by a run on all, with the reason', () => {
    const { chosen, skipped } = choose(ALL, null, 'stream', { marks });
    assert.deepEqual(ids(chosen), [S2.instanceId]);
    const { address, instanceId, streamId } = S3;
    const [left] = skipped;
    assert.deepEqual(left, {
      ...{ address, instanceId, streamId, reason },
      code: 'OUT_OF_SERVICE',
      brief: 'out of service',
    });
  });

  it('rejects a run that names it, also with force', () => {
    for (const force of [false, true]) {
      const error = rejection(() => choose(ALL, ['ufm_mv2', 'ufm_mv3'], 'stream', { marks, force }));
      assert.equal(error.code, 'OUT_OF_SERVICE');
      const what = `ufm_mv3 is ${reason.replace('Out', 'out')} Put this slot back into service first.`;
      assert.equal(error.message, what);
    }
  });

  it('rejects a run on all slots if no slot is left', () => {
    const error = rejection(() => choose([S3], null, 'stream', { marks }));
    assert.equal(error.code, 'NO_LIVE_INSTANCE');
    assert.ok(error.message.includes(reason));
  });
});

describe('a slot whose outcome is unknown', () => {
  const marks = slotMarks();
  const outcome = { runId: 'a-run', operation: 'take_iv', status: 'LOST' } as const;
  void marks.record(S3.address, { ...outcome, since: new Date(), sessionId: null });

  it('rejects a run that names it until somebody acknowledges', () => {
    const error = rejection(() => choose(ALL, ['ufm_mv3'], 'stream', { marks }));
    assert.equal(error.code, 'UNACKNOWLEDGED');
    assert.match(error.message, /ufm_mv3 .*take_iv.*LOST.*force/);
    assert.deepEqual(ids(choose(ALL, ['ufm_mv2'], 'stream', { marks }).chosen), [S2.instanceId]);
  });

  it('is skipped by a run on all, and commanded with force', () => {
    const { chosen, skipped } = choose(ALL, null, 'stream', { marks });
    assert.deepEqual(ids(chosen), [S2.instanceId]);
    assert.deepEqual(
      skipped.map(({ code, brief }) => [code, brief]),
      [
        ['OUTCOME_UNKNOWN', 'outcome of take_iv unknown'],
        ['EXPIRED', 'expired'],
      ],
    );
    assert.deepEqual(ids(choose(ALL, null, 'stream', { marks, force: true }).chosen), ids([S2, S3]));
  });
});

describe('a named slot that cannot be commanded', () => {
  const marks = slotMarks();
  marks.setOutOfService(S3.address, { since: new Date(), by: null, reason: 'cable' });
  const twin = slot(5, { streamId: 'ufm_mv2' });
  const slots = [...ALL, twin];

  it('is skipped with the reason, if the request wants that', () => {
    const names = ['ufm_mv3', S2.instanceId, 'ufm_mv4'];
    const { chosen, skipped } = choose(slots, names, 'stream', { marks, skipUnavailable: true });
    assert.deepEqual(
      ids(chosen),
      [S2.instanceId],
      'its stream id does not matter: it is named by its instance id',
    );
    assert.deepEqual(
      skipped.map(({ streamId, code }) => [streamId, code]),
      [
        ['ufm_mv3', 'OUT_OF_SERVICE'],
        ['ufm_mv4', 'EXPIRED'],
      ],
    );
  });

  it('rejects the request even then if no other is left, or if nobody has the name', () => {
    const rejected = (...names: string[]) =>
      rejection(() => choose(slots, names, 'stream', { marks, skipUnavailable: true }));
    const error = rejected('ufm_mv3', 'ufm_mv4');
    assert.equal(error.code, 'NO_LIVE_INSTANCE');
    assert.match(
      error.message,
      /^No slot can be commanded\. ufm_mv3: Out of service .* ufm_mv4: No heartbeat/,
    );
    assert.equal(rejected('ufm_mv9', 'ufm_mv3').code, 'UNKNOWN_STREAM_ID');
  });
});

describe('slots that report one stream id', () => {
  it('are skipped by a run on all, with the reason', () => {
    const twin = slot(5, { streamId: 'ufm_mv2' });
    const { chosen, skipped } = choose([S2, S3, twin], null, 'stream');
    assert.deepEqual(ids(chosen), [S3.instanceId]);
    assert.deepEqual(
      skipped.map(({ code }) => code),
      ['NAME_CONFLICT', 'NAME_CONFLICT'],
    );
  });

  it('use their instance ids if every slot needs a unique name', () => {
    const twin = slot(5, { streamId: 'ufm_mv2' });
    assert.deepEqual(uniqueNames([S2, S3, twin]), [
      'pysmurf-controller-s2',
      'ufm_mv3',
      'pysmurf-controller-s5',
    ]);
  });
});

describe('known names', () => {
  it('are those that a caller can use now: no expired slots, and instance ids if no stream id is sure', () => {
    const restarted = slot(5, { streamIdConfirmed: false });
    const silent = slot(6, { streamId: null, streamIdConfirmed: false });
    assert.deepEqual(knownNames([...ALL, restarted, silent]), [
      'pysmurf-controller-s5',
      'pysmurf-controller-s6',
      'ufm_mv2',
      'ufm_mv3',
    ]);
  });
});

describe('the slots of a stop', () => {
  const names = (targets: readonly RunTarget[]) =>
    targets.map((target) => ('unknown' in target ? `?${target.unknown}` : target.slot.instanceId));
  const halt = (slots: readonly Slot[], wanted: readonly string[] | null) =>
    names(selectForStop(slots, wanted, 'stream', WORDS));

  it('are never rejected for a name: an unknown name gets its own outcome, with the known names', () => {
    const targets = selectForStop(ALL, ['ufm_mv2', 'nobody', 'ufm_mv4'], 'stream', WORDS);
    assert.deepEqual(names(targets).sort(), ['?nobody', 'pysmurf-controller-s2', 'pysmurf-controller-s4']);
    const unknown = targets.find((target) => 'unknown' in target);
    assert.match(unknown?.reason ?? '', /nobody.*ufm_mv2, ufm_mv3/);
  });

  it('are, without names, all live slots, and expired slots on which the operation was running', () => {
    const opCodes = new Map([['stream', OP_CODES.RUNNING]]);
    const fellSilent = slot(5, { expired: true, opCodes });
    assert.deepEqual(halt([...ALL, fellSilent], null), ids([S2, S3, fellSilent]));
  });

  it('are both slots if two claim the stream id', () => {
    const twin = slot(5, { streamId: 'ufm_mv2' });
    assert.deepEqual(halt([S2, twin], ['ufm_mv2']), ids([S2, twin]));
  });

  it('appear only once if several names mean the same slot', () => {
    assert.deepEqual(halt(ALL, ['ufm_mv2', S2.instanceId, 'ufm_mv2']), ids([S2]));
  });

  it('are found also by a stream id that was not confirmed since a restart', () => {
    const restarted = slot(5, { streamIdConfirmed: false });
    assert.deepEqual(halt([S2, restarted], ['ufm_mv5']), ids([restarted]));
  });

  it('cannot be an empty list, nor a name if there is no slot', () => {
    assert.equal(rejection(() => halt(ALL, [])).code, 'NOTHING_SELECTED');
    assert.equal(rejection(() => halt([], null)).code, 'NO_LIVE_INSTANCE');
  });
});
