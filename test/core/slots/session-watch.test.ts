import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSessionWatch, type SessionFilter } from '../../../src/core/slots/session-watch.js';
import type { Slot } from '../../../src/core/slots/slot.js';
import { createTopic } from '../../../src/lib/topic.js';
import { OP_CODES } from '../../../src/ocs/protocol.js';
import { createVirtualClock } from '../../virtual-clock.js';
import { slot } from '../fixtures.js';

const opCodes = new Map([
  ['take_noise', OP_CODES.RUNNING],
  ['stream', OP_CODES.DEGRADED],
  ['check_state', OP_CODES.RUNNING],
  ['take_iv', OP_CODES.SUCCEEDED],
]);

const everything: SessionFilter = () => true;

function watching(slots: readonly Slot[]) {
  const clock = createVirtualClock();
  const pulled: string[] = [];
  const stateReads = createTopic<Slot>((error) => {
    throw error;
  });
  const registry = {
    slots,
    async pull(address: string, operation: string) {
      pulled.push(`${address.slice(-2)} ${operation}`);
    },
  };
  const watch = createSessionWatch({ registry, events: { stateReads }, stateReader: 'check_state', clock });
  return { watch, pulled, stateReads, clock };
}

describe('a watch on sessions', () => {
  it('sends no calls while nobody watches', async () => {
    const { pulled, clock } = watching([slot(2, { opCodes })]);
    await clock.advance(10_000);
    assert.deepEqual(pulled, []);
  });

  it('sends one call a second for each running session, however many watch', async () => {
    const { watch, pulled, clock } = watching([slot(2, { opCodes }), slot(3, { opCodes })]);
    for (let client = 0; client < 20; client++) watch.watch(everything);
    await clock.advance(1000);
    const once = ['s2 take_noise', 's2 stream', 's3 take_noise', 's3 stream'];
    assert.deepEqual(pulled, once);
    await clock.advance(2000);
    assert.deepEqual(pulled, [...once, ...once, ...once]);
  });

  it('reads only sessions that somebody watches, and never from an expired agent', async () => {
    const gone = slot(4, { opCodes, expired: true });
    const { watch, pulled, clock } = watching([slot(2, { opCodes }), slot(3, { opCodes }), gone]);
    watch.watch(({ instanceId }, operation) => operation === 'take_noise' && !instanceId.endsWith('s3'));
    await clock.advance(1000);
    assert.deepEqual(pulled, ['s2 take_noise']);
  });

  it('reads check_state only after it has read the hardware, and while somebody watches', async () => {
    const one = slot(2, { opCodes });
    const { watch, pulled, stateReads, clock } = watching([one]);
    stateReads.emit(one);
    assert.deepEqual(pulled, []);
    const looking = watch.watch((_slot, operation) => operation === 'check_state');
    await clock.advance(5000);
    assert.deepEqual(pulled, []);
    stateReads.emit(one);
    assert.deepEqual(pulled, ['s2 check_state']);
    looking.close();
    stateReads.emit(one);
    assert.equal(pulled.length, 1);
  });

  it('ends with the last watcher', async () => {
    const { watch, pulled, clock } = watching([slot(2, { opCodes })]);
    const [one, other] = [watch.watch(everything), watch.watch(everything)];
    one.close();
    one.close();
    await clock.advance(1000);
    assert.equal(pulled.length, 2);
    other.close();
    await clock.advance(10_000);
    assert.equal(pulled.length, 2);
    watch.watch(everything);
    await clock.advance(1000);
    assert.equal(pulled.length, 4);
  });

  it('ends when it is closed', async () => {
    const { watch, pulled, stateReads, clock } = watching([slot(2, { opCodes })]);
    watch.watch(everything);
    watch.close();
    await clock.advance(10_000);
    assert.deepEqual(pulled, []);
    assert.deepEqual([stateReads.listenerCount, clock.timers], [0, 0]);
  });
});
