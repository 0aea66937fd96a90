import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { ManagedSmurfInstance } from '../../src/core/instance.js';
import type { Registry } from '../../src/core/registry.js';
import { createSessionWatch, type SessionFilter } from '../../src/core/session-watch.js';
import { createTopic } from '../../src/lib/topic.js';
import { OP_CODES } from '../../src/ocs/protocol.js';
import { instance } from './fixtures.js';

const opCodes = new Map([
  ['take_noise', OP_CODES.RUNNING],
  ['stream', OP_CODES.DEGRADED],
  ['check_state', OP_CODES.RUNNING],
  ['take_iv', OP_CODES.SUCCEEDED],
]);

const everything: SessionFilter = () => true;

function watching(instances: readonly ManagedSmurfInstance[]) {
  const pulled: string[] = [];
  const unused = () => {
    throw new Error('not for a watch');
  };
  const stateReads = createTopic<ManagedSmurfInstance>(unused);
  const registry: Registry = {
    instances,
    byAddress: unused,
    instanceEvents: createTopic(unused),
    sessionEvents: createTopic(unused),
    stateReads,
    hasLooked: true,
    refresh: unused,
    note: unused,
    close: unused,
    async pull(address, operation) {
      pulled.push(`${address.slice(-2)} ${operation}`);
    },
  };
  return { watch: createSessionWatch(registry), pulled, stateReads };
}

describe('a watch on sessions', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }));
  afterEach(() => mock.timers.reset());

  it('asks nothing while nobody looks', () => {
    const { pulled } = watching([instance(2, { opCodes })]);
    mock.timers.tick(10_000);
    assert.deepEqual(pulled, []);
  });

  it('asks once a second for each session that goes on, however many look', () => {
    const { watch, pulled } = watching([instance(2, { opCodes }), instance(3, { opCodes })]);
    for (let client = 0; client < 20; client++) watch.watch(everything);
    mock.timers.tick(1000);
    const once = ['s2 take_noise', 's2 stream', 's3 take_noise', 's3 stream'];
    assert.deepEqual(pulled, once);
    mock.timers.tick(2000);
    assert.deepEqual(pulled, [...once, ...once, ...once]);
  });

  it('asks only for what someone looks at, and never an agent that has expired', () => {
    const gone = instance(4, { opCodes, expired: true });
    const { watch, pulled } = watching([instance(2, { opCodes }), instance(3, { opCodes }), gone]);
    watch.watch(({ instanceId }, operation) => operation === 'take_noise' && !instanceId.endsWith('s3'));
    mock.timers.tick(1000);
    assert.deepEqual(pulled, ['s2 take_noise']);
  });

  it('asks for check_state only when it has read the slot, and someone looks', () => {
    const slot = instance(2, { opCodes });
    const { watch, pulled, stateReads } = watching([slot]);
    stateReads.emit(slot);
    assert.deepEqual(pulled, []);
    const looking = watch.watch((_instance, operation) => operation === 'check_state');
    mock.timers.tick(5000);
    assert.deepEqual(pulled, []);
    stateReads.emit(slot);
    assert.deepEqual(pulled, ['s2 check_state']);
    looking.close();
    stateReads.emit(slot);
    assert.equal(pulled.length, 1);
  });

  it('ends with the last who looks', () => {
    const { watch, pulled } = watching([instance(2, { opCodes })]);
    const [one, other] = [watch.watch(everything), watch.watch(everything)];
    one.close();
    one.close();
    mock.timers.tick(1000);
    assert.equal(pulled.length, 2);
    other.close();
    mock.timers.tick(10_000);
    assert.equal(pulled.length, 2);
    watch.watch(everything);
    mock.timers.tick(1000);
    assert.equal(pulled.length, 4);
  });

  it('ends when it is closed', () => {
    const { watch, pulled, stateReads } = watching([instance(2, { opCodes })]);
    watch.watch(everything);
    watch.close();
    mock.timers.tick(10_000);
    assert.deepEqual(pulled, []);
    assert.equal(stateReads.listenerCount, 0);
  });
});
