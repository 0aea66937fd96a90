import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { noGrants } from '../../../src/core/grants/grants.js';
import { pysmurfController } from '../../../src/core/profiles/pysmurf-controller.js';
import { type PlanContext, planRun, type RunPlan } from '../../../src/core/runs/plan-run.js';
import { parseStartRequest, type RawRequest } from '../../../src/core/runs/run-request.js';
import type { UnresolvedOutcome } from '../../../src/core/slots/mark.js';
import type { Slot } from '../../../src/core/slots/slot.js';
import { createSecret } from '../../../src/lib/secret.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { api, slot } from '../fixtures.js';
import { startObservatory, WORDS } from '../observatory.js';

const NO_MARKS: PlanContext['marks'] = { outOfService: () => null, unresolved: () => [] };

function planOf(
  slots: readonly Slot[],
  change: Partial<RawRequest> = {},
  context: Partial<PlanContext> = {},
): RunPlan {
  const request = { operation: 'take_noise', requestedBy: null, via: 'GRAPHQL', words: WORDS } as const;
  return planRun(parseStartRequest({ ...request, ...change }), {
    ...{ slots, marks: NO_MARKS, profile: pysmurfController },
    passwordFor: () => undefined,
    grants: noGrants,
    check: () => {},
    ...context,
  });
}

/** What blocks the only slot of a plan. */
function blockersOf(...args: Parameters<typeof planOf>): string[] {
  const { slots } = planOf(...args);
  assert.equal(slots.length, 1);
  return (slots[0]?.blockers ?? []).map(({ code, message }) => `${code}: ${message}`);
}

const NAMED = { streamIds: ['ufm_mv2'] };
const UNRESOLVED: UnresolvedOutcome = {
  ...{ runId: 'a', operation: 'take_iv', status: 'LOST' },
  ...{ since: new Date(), sessionId: null },
};

/** `take_noise` as an agent reports it. */
function withInfo(change: object): Pick<Slot, 'api'> {
  const known = api('take_noise');
  const info = known?.operations.get('take_noise');
  assert.ok(known && info);
  return {
    api: { ...known, accessControlled: true, operations: new Map([['take_noise', { ...info, ...change }]]) },
  };
}

const running = (...operations: string[]) => ({
  opCodes: new Map(operations.map((name) => [name, OP_CODES.RUNNING])),
});

describe('a plan reports for a slot that', () => {
  it('nothing blocks it', () => {
    assert.deepEqual(blockersOf([slot(2, running('check_state'))]), []);
  });

  it('it has expired', () => {
    const lastRefresh = new Date('2026-11-22T04:05:06Z');
    const expired = slot(2, { expired: true, lastRefresh, ...running('stream') });
    assert.deepEqual(blockersOf([expired], NAMED), ['EXPIRED: No heartbeat since 2026-11-22T04:05:06.000Z.']);
  });

  it('it is out of service', () => {
    const marks = { ...NO_MARKS, outOfService: () => ({ since: new Date(), by: 'ada', reason: 'cable' }) };
    assert.match(
      blockersOf([slot(2)], NAMED, { marks })[0] ?? '',
      /^OUT_OF_SERVICE: .* by ada \(reason: cable\)\.$/,
    );
  });

  it('it is skipped, if the request skips named slots that cannot be commanded', () => {
    const request = { streamIds: ['ufm_mv2', 'ufm_mv3'], skipUnavailable: true };
    const { slots, skipped } = planOf([slot(2), slot(3, { expired: true })], request);
    assert.deepEqual([slots.length, skipped.map(({ code }) => code)], [1, ['EXPIRED']]);
  });

  it('an outcome on it is unknown, unless that is forced', () => {
    const marks = { ...NO_MARKS, unresolved: () => [UNRESOLVED] };
    assert.match(blockersOf([slot(2)], NAMED, { marks })[0] ?? '', /^OUTCOME_UNKNOWN: .*take_iv is unknown/);
    assert.deepEqual(blockersOf([slot(2)], { ...NAMED, force: true }, { marks }), []);
  });

  it('another operation may hold its lock, by its op codes', () => {
    assert.deepEqual(blockersOf([slot(2, running('stream', 'check_state'))]), [
      'LOCK_HELD: stream is running on this slot, and may hold its lock: then take_noise fails.',
    ]);
    assert.deepEqual(
      blockersOf([slot(2, { ...running('stream'), api: null })], { operation: 'check_state' }),
      [],
    );
  });

  it('the operation is running already', () => {
    assert.deepEqual(blockersOf([slot(2, running('take_noise'))]), [
      'ALREADY_RUNNING: take_noise is already running.',
    ]);
  });

  it('a privilege is missing, if no password is known', () => {
    const guarded = slot(2, withInfo({ min_privs: 3 }));
    assert.deepEqual(blockersOf([guarded]), [
      'MISSING_PRIVILEGE: take_noise requires access level 3, and MultiSmurf has no password for it.',
    ]);
    assert.deepEqual(blockersOf([guarded], {}, { passwordFor: () => createSecret('x') }), []);
    assert.deepEqual(blockersOf([slot(2, withInfo({ min_privs: 1 }))]), []);
  });

  it('it has no such operation', () => {
    assert.deepEqual(blockersOf([slot(2)], { operation: 'take_noize' }), [
      'UNKNOWN_OPERATION: The slot has no operation "take_noize".',
    ]);
  });

  it('a parameter is unknown, and what was probably meant', () => {
    const documented = slot(2, withInfo({ docstring: 'take_noise(duration=30., tag=None)\n\nTakes noise.' }));
    assert.deepEqual(blockersOf([documented], { params: { durration: 3 } }), [
      'UNKNOWN_PARAMETER: unknown parameter durration: did you mean duration? The agent may reject it.',
    ]);
  });
});

describe('a plan', () => {
  it('lists what "all" leaves out, and resolves a percentage of the rest', () => {
    const slots = [slot(2), slot(3), slot(4, { expired: true }), slot(5), slot(6)];
    const plan = planOf(slots, { maxConcurrency: '50%', params: { duration: 3, tag: null } });
    assert.deepEqual(
      [
        plan.slots.map(({ slot }) => slot.streamId),
        plan.skipped.map(({ code }) => code),
        plan.maxConcurrency,
      ],
      [['ufm_mv2', 'ufm_mv3', 'ufm_mv5', 'ufm_mv6'], ['EXPIRED'], 2],
    );
    assert.deepEqual(plan.params, { duration: 3 });
  });

  it('returns the error of a run that would be rejected, and throws other errors', () => {
    const rejecting = (error: Error) => ({
      check() {
        throw error;
      },
    });
    const few = new RequestError('TOO_FEW_SLOTS', 'too few');
    assert.deepEqual(planOf([slot(2)], {}, rejecting(few)).rejection, {
      code: 'TOO_FEW_SLOTS',
      message: 'too few',
    });
    assert.throws(
      () => planOf([slot(2)], {}, rejecting(new Error('a mistake of ours'))),
      /a mistake of ours/,
    );
  });

  it('agrees with what a run does, and starts nothing', async (t) => {
    const { core, start, count, slots } = await startObservatory(t, { slots: [{}, {}] });
    const plan = (change: Partial<RawRequest>) => {
      const request = { operation: 'take_noise', requestedBy: null, via: 'GRAPHQL', words: WORDS } as const;
      return core.runs.plan(parseStartRequest({ ...request, ...change }));
    };
    assert.equal(plan({}).rejection, null);
    core.marks.setOutOfService(slots[0]?.address ?? '', { since: new Date(), by: null, reason: 'x' });
    for (const change of [{ streamIds: ['ufm_mv2'] }, { streamIds: ['nobody'] }, { minSlots: 2 }]) {
      const { rejection } = plan(change);
      assert.ok(rejection);
      await assert.rejects(start('take_noise', change), rejection);
    }
    assert.equal(count('start', 'take_noise'), 0);
    assert.equal(core.runs.open.length, 0);
  });
});
