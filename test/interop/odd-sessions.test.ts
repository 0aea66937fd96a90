import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Network, startNetwork } from './network.js';

/** What Crossbar cannot pass on over WAMP, or no client can read, must not hide how an operation ended. */
describe('a session of a real agent that is hard to read', () => {
  let network: Network;
  let server: MultiSmurf;

  before(async () => {
    network = await startNetwork({ slots: 1, instances: { 'pysmurf-controller-s7': 'PysmurfController' } });
    await network.start('odd-sessions', 'odd_sessions.py', '--instance-id', 'pysmurf-controller-s7');
    server = await startMultiSmurf(network);
    await server.process.waitForLine(/initial scan of the network is complete/);
  });
  after(async () => {
    await server?.stop();
    await network?.stop();
  });

  async function run(kind: string) {
    const { data, errors } = await server.request<{ runOperation: Seen }>(
      `mutation ($params: JSON) {
        runOperation(operation: "odd", streamIds: ["pysmurf-controller-s7"], params: $params, waitSeconds: 40) {
          slots { status inferred detail session { data } }
        }
      }`,
      { params: { kind } },
    );
    assert.ok(data, JSON.stringify(errors));
    const [slot] = data.runOperation.slots;
    assert.ok(slot);
    return slot;
  }

  it('with an integer of 70 bits, which the router cannot pass on, is read over its HTTP bridge', async () => {
    const slot = await run('huge_integer');
    assert.deepEqual([slot.status, slot.inferred], ['SUCCEEDED', false]);
    assert.deepEqual(slot.session?.data, { n: 2 ** 70 });
  });

  it('with keys that are special in JavaScript keeps them, and does not break any connection', async () => {
    const slot = await run('reserved_keys');
    assert.equal(slot.status, 'SUCCEEDED');
    assert.deepEqual(Object.keys(slot.session?.data ?? {}).sort(), ['__proto__', 'constructor', 'toString']);
    const mark = server.process.lines().length;
    await sleep(5000);
    const lost = server.process.lines().slice(mark);
    assert.deepEqual(
      lost.filter((line) => line.includes('not connected to the router')),
      [],
    );
  });

  it('with bytes, which its agent cannot encode, has the outcome that the heartbeat shows', async () => {
    const slot = await run('bytes');
    assert.deepEqual([slot.status, slot.inferred], ['SUCCEEDED', true]);
    assert.match(slot.detail ?? '', /According to the heartbeat, the operation ended with success/);
  });
});

interface Seen {
  readonly slots: readonly {
    readonly status: string;
    readonly inferred: boolean;
    readonly detail: string | null;
    readonly session: { readonly data: Readonly<Record<string, unknown>> } | null;
  }[];
}
