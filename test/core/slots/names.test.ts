import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pysmurfController } from '../../../src/core/profiles/pysmurf-controller.js';
import { createInitialScan, requireScan } from '../../../src/core/slots/initial-scan.js';
import { meaningOf, rivalsOf } from '../../../src/core/slots/names.js';
import { problemsOf } from '../../../src/core/slots/problems.js';
import { resolveNames } from '../../../src/core/slots/resolve-names.js';
import type { Slot } from '../../../src/core/slots/slot.js';
import { silentLogger } from '../../../src/lib/logger.js';
import { createVirtualClock } from '../../virtual-clock.js';
import { slot } from '../fixtures.js';

const MANY = 2000;

/** The list, and how often one of its elements was read. */
function counted(slots: readonly Slot[]): { readonly list: readonly Slot[]; readonly reads: () => number } {
  let reads = 0;
  const list = new Proxy(slots, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
      return Reflect.get(target, key);
    },
  });
  return { list, reads: () => reads };
}

describe('names', () => {
  it('can be unknown if the caller accepts that, but never ambiguous', () => {
    const slots = [slot(2), slot(3), slot(4, { streamId: 'pysmurf-controller-s2' })];
    assert.deepEqual(resolveNames(slots, ['ufm_mv3', 'nobody'], true), [slots[1]]);
    assert.throws(() => resolveNames(slots, ['ufm_mv3', 'nobody']), { code: 'UNKNOWN_STREAM_ID' });
    assert.throws(() => resolveNames(slots, ['pysmurf-controller-s2'], true), {
      code: 'AMBIGUOUS_NAME',
      details: {
        name: 'pysmurf-controller-s2',
        addresses: ['observatory.pysmurf-controller-s4', 'observatory.pysmurf-controller-s2'],
      },
    });
  });

  it('are resolved in the given list of slots, whatever list was used before', () => {
    const before = [slot(2, { streamIdConfirmed: false }), slot(3)];
    assert.deepEqual(meaningOf(before, 'ufm_mv2'), { kind: 'slot', slot: before[0] });
    const after = [slot(2, { streamIdConfirmed: false }), slot(3, { streamId: 'ufm_mv2' })];
    assert.deepEqual(meaningOf(after, 'ufm_mv2'), { kind: 'slot', slot: after[1] });
  });

  it('need only a few reads of each slot, however many slots need their rivals and problems', () => {
    const { list, reads } = counted(
      Array.from({ length: MANY }, (_, index) => slot(index, { streamId: `ufm_mv${index % (MANY - 2)}` })),
    );
    const slots = [...list];
    const before = reads();
    for (const one of slots) {
      rivalsOf(list, one);
      problemsOf(one, {
        slots: list,
        marks: { unresolved: () => [] },
        profile: pysmurfController,
        overdue: { on: () => [] },
      });
      meaningOf(list, one.instanceId);
    }
    assert.deepEqual(
      rivalsOf(list, slots[0] as Slot).map(({ instanceId }) => instanceId),
      [`pysmurf-controller-s${MANY - 2}`],
    );
    assert.ok(reads() - before <= 10 * MANY, `${reads() - before} looks at ${MANY} slots`);
  });
});

describe('before the initial scan is complete', () => {
  it('no name can be resolved', async (t) => {
    const clock = createVirtualClock();
    const scan = createInitialScan({
      connection: {
        link: { connected: true, since: clock.now(), reason: null },
        onLinkChange: () => ({ close() {} }),
      } as never,
      idle: async () => {},
      clock,
      logger: silentLogger,
      count: () => 0,
    });
    t.after(() => scan.close());
    assert.throws(() => requireScan(scan), { code: 'NOT_READY' });
    await clock.settle(scan.done(10_000), 'the scan');
    requireScan(scan);
  });
});
