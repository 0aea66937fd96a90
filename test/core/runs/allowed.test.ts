import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import {
  requireAllowedOperation,
  requireAllowedRun,
  requireAllowedSlots,
  withinAllowed,
  withoutForbidden,
} from '../../../src/core/runs/allowed.js';
import type { Run } from '../../../src/core/runs/run.js';
import type { Allowed } from '../../../src/core/runs/run-request.js';
import type { Slot } from '../../../src/core/slots/slot.js';
import { slot } from '../fixtures.js';

const TUBE = slot(2, { groups: ['tube1'] });
const OTHER = slot(3);
const THIRD = slot(4);
const ALL = [TUBE, OTHER, THIRD];

const allowed = (given: Partial<Allowed>): Allowed => ({ operations: null, slots: null, ...given });
const asked = (
  slots: readonly string[] | null,
  { streamIds = null as string[] | null, skipUnavailable = false } = {},
) => ({
  allowed: allowed({ slots }),
  streamIds,
  skipUnavailable,
});
const forbidden = (message: RegExp) => (error: unknown) =>
  error instanceof RequestError && error.code === 'FORBIDDEN' && message.test(error.message);
const chosen = (slots: readonly Slot[]) => ({ chosen: slots, skipped: [] });

describe('a user whose token lists operations', () => {
  it('may start these, and no other', () => {
    const some = allowed({ operations: ['take_iv', 'take_noise'] });
    requireAllowedOperation('take_iv', some);
    assert.throws(
      () => requireAllowedOperation('setup', some),
      forbidden(/^You may not start setup\. Your token allows take_iv, take_noise\.$/),
    );
  });

  it('may start everything if it lists none', () => {
    requireAllowedOperation('setup', allowed({}));
    requireAllowedOperation('setup', undefined);
  });
});

describe('a user whose token lists slots', () => {
  it('may command them by stream id, instance id, address or group', () => {
    for (const name of ['ufm_mv2', TUBE.instanceId, TUBE.address, 'tube1']) {
      requireAllowedSlots(ALL, [TUBE], allowed({ slots: [name] }));
    }
  });

  it('may not command others: the error names them, and what is allowed', () => {
    assert.throws(
      () => requireAllowedSlots(ALL, ALL, allowed({ slots: ['tube1'] })),
      forbidden(/^You may not command ufm_mv3, ufm_mv4\. Your token allows tube1\.$/),
    );
  });

  it('may command nothing if no slot has these names', () => {
    assert.throws(
      () => requireAllowedSlots(ALL, [TUBE], allowed({ slots: ['nobody'] })),
      forbidden(/ufm_mv2/),
    );
  });

  it('may command none of the slots that report the same stream id, except one that is named otherwise', () => {
    const rivals = [slot(2), slot(3, { streamId: 'ufm_mv2' })] as const;
    const [first, second] = rivals;
    for (const one of rivals) {
      assert.throws(
        () => requireAllowedSlots(rivals, [one], allowed({ slots: ['ufm_mv2'] })),
        forbidden(/Your token allows ufm_mv2\. More than one slot has the name ufm_mv2\.$/),
      );
    }
    const named = allowed({ slots: ['ufm_mv2', first.instanceId] });
    requireAllowedSlots(rivals, [first], named);
    assert.throws(() => requireAllowedSlots(rivals, [second], named), forbidden(/ufm_mv2/));
  });

  it('skips the others in a run on all slots, with the reason', () => {
    for (const streamIds of [null, ['all']]) {
      const { chosen: slots, skipped } = withinAllowed(ALL, chosen(ALL), asked(['tube1'], { streamIds }));
      assert.deepEqual(slots, [TUBE]);
      assert.deepEqual(
        skipped.map(({ streamId, code }) => [streamId, code]),
        [
          ['ufm_mv3', 'NOT_ALLOWED'],
          ['ufm_mv4', 'NOT_ALLOWED'],
        ],
      );
    }
  });

  it('is rejected if it names another slot, unless it skips what cannot be commanded', () => {
    const named = { streamIds: ['ufm_mv2', 'ufm_mv3'] };
    const both = chosen([TUBE, OTHER]);
    assert.throws(() => withinAllowed(ALL, both, asked(['tube1'], named)), forbidden(/ufm_mv3/));
    const skipping = asked(['tube1'], { ...named, skipUnavailable: true });
    assert.deepEqual(withinAllowed(ALL, both, skipping).chosen, [TUBE]);
  });

  it('is rejected if nothing is left of all slots', () => {
    assert.throws(() => withinAllowed(ALL, chosen([OTHER]), asked(['tube1'])), forbidden(/ufm_mv3/));
    assert.deepEqual(withoutForbidden(ALL, chosen([OTHER]), asked(['tube1'])).chosen, []);
  });

  it('may command all if it lists none', () => {
    assert.deepEqual(withinAllowed(ALL, chosen(ALL), asked(null)), chosen(ALL));
  });
});

it('a run may be continued only by a user who may start its operation on its slots', () => {
  const run = { operation: 'take_iv', slots: [{ address: OTHER.address }] } as unknown as Run;
  requireAllowedRun(ALL, run, allowed({ operations: ['take_iv'], slots: ['ufm_mv3'] }));
  assert.throws(() => requireAllowedRun(ALL, run, allowed({ slots: ['tube1'] })), forbidden(/ufm_mv3/));
  assert.throws(() => requireAllowedRun(ALL, run, allowed({ operations: ['setup'] })), forbidden(/take_iv/));
});
