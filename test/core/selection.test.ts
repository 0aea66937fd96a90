import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ErrorCode, RequestError } from '../../src/core/errors.js';
import type { ManagedSmurfInstance } from '../../src/core/instance.js';
import {
  findByName,
  type HaltTarget,
  knownNames,
  selectForRun as select,
  selectForHalt,
} from '../../src/core/selection.js';
import { createSlotNotes } from '../../src/core/slot-notes.js';
import { OP_CODES } from '../../src/ocs/protocol.js';
import { api, instance } from './fixtures.js';

function refusal(refused: () => unknown): RequestError {
  try {
    refused();
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function assertRefused(
  refused: () => unknown,
  code: ErrorCode,
  details: Record<string, unknown>,
): RequestError {
  const error = refusal(refused);
  assert.equal(error.code, code);
  assert.deepEqual(error.details, details);
  return error;
}

const ids = (chosen: readonly ManagedSmurfInstance[]) => chosen.map(({ instanceId }) => instanceId);
const unexpected = (error: unknown) => {
  throw error;
};

/** The slots of a run where nobody has anything to say of any. */
function selectForRun(
  slots: readonly ManagedSmurfInstance[],
  names: readonly string[] | null,
  operation: string,
) {
  const { chosen, skipped } = select(slots, names, operation, createSlotNotes(unexpected), false);
  assert.deepEqual(skipped, []);
  return chosen;
}

const S2 = instance(2);
const S3 = instance(3);
const GONE = instance(4, { expired: true });
const ALL = [S2, S3, GONE];

describe('the slots of a new run', () => {
  it('are all that have not expired where no names are given', () => {
    assert.deepEqual(selectForRun(ALL, null, 'take_noise'), [S2, S3]);
  });

  it('are named by stream id, instance id or address, in the order of the names', () => {
    const names = ['ufm_mv3', 'pysmurf-controller-s2'];
    assert.deepEqual(selectForRun(ALL, names, 'take_noise'), [S3, S2]);
    assert.deepEqual(selectForRun(ALL, [S3.address], 'take_noise'), [S3]);
  });

  it('collapse where names mean the same slot', () => {
    assert.deepEqual(selectForRun(ALL, ['ufm_mv2', S2.instanceId, S2.address, 'ufm_mv2'], 'take_noise'), [
      S2,
    ]);
  });

  it('are not nobody: an empty list is refused', () => {
    const error = assertRefused(() => selectForRun(ALL, [], 'take_noise'), 'NOTHING_SELECTED', {
      known: ['ufm_mv2', 'ufm_mv3'],
    });
    assert.match(error.message, /Leave it out to command all live slots/);
  });

  it('are refused whole for one unknown name: the error names the unknown and lists the known', () => {
    const error = assertRefused(
      () => selectForRun(ALL, ['ufm_mv2', 'ufm_mv99', 'nobody'], 'take_noise'),
      'UNKNOWN_STREAM_ID',
      { unknown: ['ufm_mv99', 'nobody'], known: ['ufm_mv2', 'ufm_mv3'] },
    );
    assert.match(error.message, /ufm_mv99, nobody.*ufm_mv2, ufm_mv3/);
  });

  it('are refused whole for one that has expired', () => {
    const error = assertRefused(
      () => selectForRun(ALL, ['ufm_mv2', 'ufm_mv4'], 'take_noise'),
      'EXPIRED_INSTANCE',
      {
        expired: ['ufm_mv4'],
        known: ['ufm_mv2', 'ufm_mv3'],
      },
    );
    assert.ok(error.message.includes(GONE.lastRefresh.toISOString()));
  });

  it('are refused where nobody lives: never heard and expired are told apart', () => {
    const never = assertRefused(() => selectForRun([], null, 'take_noise'), 'NO_LIVE_INSTANCE', {
      expired: [],
    });
    assert.match(never.message, /No PysmurfController has been heard/);
    const gone = assertRefused(() => selectForRun([GONE], null, 'take_noise'), 'NO_LIVE_INSTANCE', {
      expired: ['ufm_mv4'],
    });
    assert.match(gone.message, /has expired/);
  });

  it('are refused for an operation that none of them has; the error lists what they have', () => {
    const error = assertRefused(() => selectForRun(ALL, null, 'make_coffee'), 'UNKNOWN_OPERATION', {
      operation: 'make_coffee',
      known: ['stream', 'take_noise'],
    });
    assert.match(error.message, /"make_coffee".*stream, take_noise/);
  });

  it('are all commanded where only some have the operation: each refusal is its own', () => {
    const special = instance(5, { api: api('take_noise', 'polish') });
    assert.deepEqual(selectForRun([S2, special], null, 'polish'), [S2, special]);
  });

  it('are not refused for an operation where nobody knows what they have', () => {
    const silent = instance(5, { api: null });
    assert.deepEqual(selectForRun([silent], null, 'polish'), [silent]);
  });
});

describe('a stream id', () => {
  const unconfirmed = (slot: number, streamId: string, expired = false) =>
    instance(slot, { streamId, streamIdConfirmed: false, expired });

  it('that two live agents claim is an error that names both, never a silent pick', () => {
    const twin = instance(5, { streamId: 'ufm_mv2' });
    const error = assertRefused(
      () => selectForRun([S2, S3, twin], ['ufm_mv2'], 'stream'),
      'STREAM_ID_CONFLICT',
      {
        streamId: 'ufm_mv2',
        instanceIds: ['pysmurf-controller-s2', 'pysmurf-controller-s5'],
      },
    );
    assert.match(error.message, /pysmurf-controller-s2 and pysmurf-controller-s5 .*ufm_mv2.*instance ids/);
    assert.deepEqual(ids(selectForRun([S2, S3, twin], [twin.instanceId], 'stream')), [twin.instanceId]);
  });

  it('of a live agent beats one that is remembered of an expired agent', () => {
    const moved = instance(5, { streamId: 'ufm_mv4' });
    assert.deepEqual(selectForRun([GONE, moved], ['ufm_mv4'], 'stream'), [moved]);
  });

  it('that was confirmed beats one that an agent had before it restarted', () => {
    const restarted = unconfirmed(5, 'ufm_mv2');
    assert.deepEqual(selectForRun([restarted, S2], ['ufm_mv2'], 'stream'), [S2]);
  });

  it('that a live agent has not confirmed since its start means nobody: it may be another slot by now', () => {
    const restarted = unconfirmed(5, 'ufm_mv5');
    assertRefused(() => selectForRun([S2, restarted], ['ufm_mv5'], 'stream'), 'UNKNOWN_STREAM_ID', {
      unknown: ['ufm_mv5'],
      known: ['pysmurf-controller-s5', 'ufm_mv2'],
    });
    assert.deepEqual(selectForRun([S2, restarted], [restarted.instanceId], 'stream'), [restarted]);
  });

  it('of an expired agent is expired, not unknown', () => {
    const remembered = unconfirmed(5, 'ufm_mv5', true);
    assert.equal(
      refusal(() => selectForRun([S2, remembered], ['ufm_mv5'], 'stream')).code,
      'EXPIRED_INSTANCE',
    );
  });

  it('that looks like an instance id means the stream first', () => {
    const odd = instance(5, { streamId: 'pysmurf-controller-s2' });
    assert.equal(findByName([S2, odd], 'pysmurf-controller-s2'), odd);
  });

  it('that nobody has finds nobody', () => {
    assert.equal(findByName(ALL, 'nobody'), undefined);
  });
});

describe('a slot out of service', () => {
  const notes = createSlotNotes(unexpected);
  const since = new Date('2026-11-22T04:05:06Z');
  notes.setOutOfService(S3.address, { since, by: 'ann', reason: 'amplifier' });
  const reason = 'Out of service since 2026-11-22T04:05:06.000Z by ann: amplifier.';

  it('is skipped by a run on all, which says why', () => {
    const { chosen, skipped } = select(ALL, null, 'stream', notes, false);
    assert.deepEqual(ids(chosen), [S2.instanceId]);
    const { address, instanceId, streamId } = S3;
    assert.deepEqual(skipped, [{ address, instanceId, streamId, reason }]);
  });

  it('refuses a run that names it, also with force', () => {
    for (const force of [false, true]) {
      const error = assertRefused(
        () => select(ALL, ['ufm_mv2', 'ufm_mv3'], 'stream', notes, force),
        'OUT_OF_SERVICE',
        {
          slots: [S3.instanceId],
        },
      );
      assert.ok(error.message.includes(reason));
    }
  });

  it('refuses a run on all where no other is left', () => {
    assert.equal(refusal(() => select([S3], null, 'stream', notes, false)).code, 'OUT_OF_SERVICE');
  });
});

describe('a slot whose last run was given up', () => {
  const notes = createSlotNotes(unexpected);
  notes.raise(S3.address, {
    runId: 'a-run',
    operation: 'take_iv',
    status: 'LOST',
    since: new Date(),
    sessionKey: null,
  });

  it('refuses a run until someone acknowledges', () => {
    const error = assertRefused(() => select(ALL, null, 'stream', notes, false), 'UNACKNOWLEDGED', {
      slots: ['ufm_mv3'],
    });
    assert.match(error.message, /ufm_mv3 \(take_iv: LOST\).*force: true/);
    assert.deepEqual(ids(select(ALL, ['ufm_mv2'], 'stream', notes, false).chosen), [S2.instanceId]);
  });

  it('is commanded with force', () => {
    assert.deepEqual(ids(select(ALL, null, 'stream', notes, true).chosen), ids([S2, S3]));
  });
});

describe('known names', () => {
  it('are those that a caller can use now: no expired slots, and instance ids where no stream id is sure', () => {
    const restarted = instance(5, { streamIdConfirmed: false });
    const silent = instance(6, { streamId: null, streamIdConfirmed: false });
    assert.deepEqual(knownNames([...ALL, restarted, silent]), [
      'pysmurf-controller-s5',
      'pysmurf-controller-s6',
      'ufm_mv2',
      'ufm_mv3',
    ]);
  });
});

describe('the slots of a stop', () => {
  const names = (targets: readonly HaltTarget[]) =>
    targets.map((target) => ('unknown' in target ? `?${target.unknown}` : target.instance.instanceId));
  const halt = (slots: readonly ManagedSmurfInstance[], wanted: readonly string[] | null) =>
    names(selectForHalt(slots, wanted, 'stream'));

  it('are never refused for a name: what nobody has gets its own outcome, with the known names', () => {
    const targets = selectForHalt(ALL, ['ufm_mv2', 'nobody', 'ufm_mv4'], 'stream');
    assert.deepEqual(names(targets).sort(), ['?nobody', 'pysmurf-controller-s2', 'pysmurf-controller-s4']);
    const unknown = targets.find((target) => 'unknown' in target);
    assert.match(unknown?.reason ?? '', /nobody.*ufm_mv2, ufm_mv3/);
  });

  it('are, without names, all that live and those that had it going when they expired', () => {
    const opCodes = new Map([['stream', OP_CODES.RUNNING]]);
    const fellSilent = instance(5, { expired: true, opCodes });
    assert.deepEqual(halt([...ALL, fellSilent], null), ids([S2, S3, fellSilent]));
  });

  it('are both where two claim the stream id', () => {
    const twin = instance(5, { streamId: 'ufm_mv2' });
    assert.deepEqual(halt([S2, twin], ['ufm_mv2']), ids([S2, twin]));
  });

  it('collapse where names mean the same slot', () => {
    assert.deepEqual(halt(ALL, ['ufm_mv2', S2.instanceId, 'ufm_mv2']), ids([S2]));
  });

  it('are found also by a stream id that was not confirmed since a restart', () => {
    const restarted = instance(5, { streamIdConfirmed: false });
    assert.deepEqual(halt([S2, restarted], ['ufm_mv5']), ids([restarted]));
  });

  it('cannot be an empty list, nor anybody where there is nobody', () => {
    assert.equal(refusal(() => halt(ALL, [])).code, 'NOTHING_SELECTED');
    assert.equal(refusal(() => halt([], null)).code, 'NO_LIVE_INSTANCE');
  });
});
