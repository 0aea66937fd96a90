import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ApolloClient } from '@apollo/client';
import { type Connection, connect } from '../../examples/apollo-client.js';
import { type Slot, watchLiveSlots } from '../../examples/live-slots.js';
import { ListSlotsDocument, SlotInDetailDocument, WatchSessionsDocument } from '../../generated/graphql.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createSimulatedSlot } from '../../src/simulator/slot.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';

const TAKE_NOISE =
  'mutation { runOperation(operation: "take_noise", streamIds: ["ufm_mv5"], waitSeconds: 20) { success } }';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 2, expireTimeMs: 2500 });
});
after(() => product?.close());

describe('Apollo Client with a cache without type policies', () => {
  let connection: Connection;
  let client: ApolloClient;
  /** Queries and mutations that the client sent over the network. */
  let requests: number;
  let open: (() => void)[];

  beforeEach(() => {
    requests = 0;
    open = [];
    connection = connect(product.http.url, {
      fetch(...request) {
        requests += 1;
        return fetch(...request);
      },
    });
    ({ client } = connection);
  });
  afterEach(async () => {
    for (const close of open) close();
    await connection.close();
  });

  /** What a page would show of a list of slots and of one of them, each time that it changes. */
  async function showListAndDetail() {
    const list = client.watchQuery({ query: ListSlotsDocument });
    const detail = client.watchQuery({ query: SlotInDetailDocument, variables: { id: 'ufm_mv5' } });
    for (const shown of [list, detail]) {
      const subscription = shown.subscribe(() => {});
      open.push(() => subscription.unsubscribe());
    }
    await until(
      () =>
        [list, detail].every((query) => query.getCurrentResult().dataState === 'complete') && requests === 2,
      'both are shown',
    );
    return {
      inList: () => {
        const { data } = list.getCurrentResult();
        const slot = data?.network?.smurfInstances?.find((one) => one?.streamId === 'ufm_mv5');
        return slot?.operations?.[0]?.session;
      },
      inDetail: () => detail.getCurrentResult().data?.smurfInstance?.operations?.[0]?.session,
    };
  }

  it('shows each new session in a list and in a detail with different fields, without another query', async () => {
    const { inList, inDetail } = await showListAndDetail();
    assert.equal(inList(), null, 'no noise was taken yet');
    assert.equal(inDetail(), null);

    const sessions = client
      .subscribe({ query: WatchSessionsDocument, variables: { operations: ['take_noise'] } })
      .subscribe(() => {});
    open.push(() => sessions.unsubscribe());
    await until(() => product.http.openSubscriptions === 1, 'the subscription is open');

    const seen = new Set<string>();
    for (const count of [1, 2]) {
      // Started by another client, so this client learns of it only from the subscription.
      const { runOperation } = await product.ask<{ runOperation: { success: boolean } }>(TAKE_NOISE);
      assert.equal(runOperation.success, true);
      await until(() => {
        const id = inList()?.id;
        return id !== undefined && !seen.has(id) && inDetail()?.endTime != null;
      }, `session ${count} is shown`);
      const { id, status, success } = inList() ?? {};
      assert.deepEqual({ status, success }, { status: 'DONE', success: true });
      assert.equal(inDetail()?.id, id);
      const levels = inDetail()?.whiteNoise;
      assert.ok(Array.isArray(levels) && levels.length === 5);
      assert.equal(inDetail()?.messages?.[0]?.text, 'Status is now "done".');
      seen.add(id ?? '');
      assert.equal(requests, 2, 'nothing was asked again');
    }
  });

  it('shows a slot that appears, falls silent and returns in a list that was queried once', async () => {
    let slots: readonly Slot[] = [];
    open.push(
      await watchLiveSlots(client, {
        onChange: (now) => {
          slots = now;
        },
        onError: assert.ifError,
      }),
    );
    const shown = () => slots.map(({ instanceId, expired }) => `${instanceId}${expired ? ' (silent)' : ''}`);
    const present = ['pysmurf-controller-s2', 'pysmurf-controller-s3'];
    await until(() => slots.length > 0, 'the list');
    assert.deepEqual(shown(), present);

    const { url, realm, addressRoot } = product.network;
    const newcomer = createSimulatedSlot({
      connect: () => createWampConnection({ url, realm, logger: silentLogger }),
      ...{ addressRoot, instanceId: 'pysmurf-controller-s7', slot: 7, streamId: 'ufm_uv31' },
      ...{ seed: 1, timeScale: 0.01, pollInterval: 1, logger: silentLogger },
    });
    try {
      await until(() => slots.some(({ streamId }) => streamId === 'ufm_uv31'), 'the newcomer');
      assert.deepEqual(shown(), [...present, 'pysmurf-controller-s7']);
      await until(() => slots.at(-1)?.state?.numActiveChannels, "the newcomer's state");

      await newcomer.crash();
      await until(() => slots.at(-1)?.expired, 'its silence');
      assert.deepEqual(shown(), [...present, 'pysmurf-controller-s7 (silent)']);

      await newcomer.restart();
      await until(() => slots.at(-1)?.expired === false, 'its return');
      assert.deepEqual(shown(), [...present, 'pysmurf-controller-s7']);

      await newcomer.crash();
      await until(() => slots.at(-1)?.expired, 'its silence again');
      await product.ask('mutation { forgetInstance(id: "pysmurf-controller-s7") }');
      await until(() => slots.length === present.length, 'it is gone');
      assert.deepEqual(shown(), present);
      assert.equal(requests, 1, 'the list was asked for once');
    } finally {
      await newcomer.close();
    }
  });
});

describe('the example with Apollo Client', () => {
  const program = fileURLToPath(new URL('../../examples/apollo.js', import.meta.url));

  /** As developers run it: Apollo then warns where its cache may lose data. */
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--conditions=development', program, ...args], {
      timeout: 20_000,
    });

  it('takes noise on the named slots, and prints the results', async () => {
    const { stdout, stderr } = await run(product.http.url, 'ufm_mv12');
    assert.match(stdout, /^\d slots on the network:$/m);
    assert.match(stdout, /^Taking noise on ufm_mv12:$/m);
    assert.match(stdout, /^Every slot succeeded:$/m);
    assert.match(
      stdout,
      /^ {2}ufm_mv12 +SUCCEEDED white noise at 10, 25, 50, 75 and 90 %: (\d+\.\d ){5}pA\/rtHz$/m,
    );
    assert.equal(stderr, '', 'Apollo warns of nothing');
  });

  it('reports what is wrong with a name, and fails', async () => {
    await assert.rejects(run(product.http.url, 'ufm_mv99'), ({ code, stdout }: Record<string, unknown>) => {
      assert.equal(code, 1);
      assert.match(String(stdout), /No slot is named ufm_mv99\. Known slots: ufm_mv12, ufm_mv5/);
      return true;
    });
  });
});
