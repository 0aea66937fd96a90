import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Events } from '../events.js';
import { type Product, startProduct, type Variables } from '../product.js';
import { until } from '../until.js';

interface InstanceEvent {
  readonly smurfInstances: {
    readonly kind: string;
    readonly instances: readonly {
      readonly streamId: string | null;
      readonly expired: boolean;
      readonly state: { readonly pysmurfAction: string | null } | null;
    }[];
  };
}

interface SessionUpdate {
  readonly sessionUpdates: {
    readonly instance: { readonly streamId: string };
    readonly operation: { readonly name: string; readonly session: { readonly id: string } };
    readonly session: {
      readonly id: string;
      readonly status: string;
      readonly success: boolean | null;
      readonly messages: readonly { readonly text: string }[];
    };
  };
}

interface RunFields {
  readonly id: string;
  readonly status: string;
  readonly endTime: string | null;
  readonly slots: readonly { readonly status: string }[];
}

interface FeedMessage {
  readonly feed: {
    readonly kind: string;
    readonly instance: { readonly streamId: string };
    readonly feed: string;
    readonly time: string;
    readonly message: Record<string, unknown> | null;
  };
}

const INSTANCES = `subscription ($streamIds: [ID!]) {
  smurfInstances(streamIds: $streamIds) { kind instances { streamId expired state { pysmurfAction } } }
}`;
const SESSIONS = `subscription ($streamIds: [ID!], $operations: [String!]) {
  sessionUpdates(streamIds: $streamIds, operations: $operations) {
    instance { streamId } operation { name session { id } }
    session { id status success messages(last: 1) { text } }
  }
}`;
const RUN_UPDATES = 'subscription ($id: ID!) { runUpdates(id: $id) { id status endTime slots { status } } }';
const RUNS =
  'subscription ($filter: RunFilter) { runs(filter: $filter) { id status endTime slots { status } } }';
const NETWORK = 'subscription { network { connected reason } }';
const FEED = `subscription ($streamIds: [ID!], $feeds: [String!]) {
  feed(streamIds: $streamIds, feeds: $feeds) { kind instance { streamId } feed time message }
}`;

/** Two ways to subscribe, on which everything looks the same. */
const WAYS = {
  WebSocket: async <Data>(product: Product, document: string, variables?: Variables): Promise<Events<Data>> =>
    product.subscribe<Data>(document, variables),
  SSE: <Data>(product: Product, document: string, variables?: Variables): Promise<Events<Data>> =>
    product.subscribeSse<Data>(document, variables),
};

async function takeNoise(
  product: Product,
  duration: number,
  streamIds?: readonly string[],
): Promise<RunFields> {
  const { run } = await product.ask<{ run: RunFields }>(
    `mutation ($params: JSON, $streamIds: [ID!]) {
      run: runOperation(operation: "take_noise", params: $params, streamIds: $streamIds) { id status endTime slots { status } }
    }`,
    { params: { duration }, streamIds },
  );
  return run;
}

for (const [way, subscribe] of Object.entries(WAYS)) {
  describe(`a subscription over ${way}`, () => {
    let product: Product;
    before(async () => {
      product = await startProduct({ expireTimeMs: 3000 });
    });
    after(() => product?.close());

    it('smurfInstances sends all slots, then each slot that expires, restarts or returns', async () => {
      const [controller, other] = product.controllers;
      assert.ok(controller && other);
      const events = await subscribe<InstanceEvent>(product, INSTANCES);
      const { smurfInstances: snapshot } = await events.next();
      assert.equal(snapshot.kind, 'SNAPSHOT');
      assert.deepEqual(
        snapshot.instances.map(({ streamId, expired }) => [streamId, expired]),
        [
          [controller.streamId, false],
          [other.streamId, false],
        ],
      );
      await controller.crash();
      const of = (kind: string) => events.first(({ smurfInstances }) => smurfInstances.kind === kind);
      const { smurfInstances: expired } = await of('EXPIRED');
      assert.deepEqual(
        expired.instances.map(({ streamId, expired }) => [streamId, expired]),
        [[controller.streamId, true]],
      );
      await controller.restart();
      for (const kind of ['RESTARTED', 'RETURNED']) {
        const { smurfInstances: event } = await of(kind);
        assert.deepEqual(
          event.instances.map(({ streamId }) => streamId),
          [controller.streamId],
        );
      }
      await until(() => product.core.registry.byAddress(controller.address)?.streamIdConfirmed, 'it is back');
      await events.leave();
    });

    it('smurfInstances sends changes of the state, and only of the slots that are named', async () => {
      const [controller] = product.controllers;
      assert.ok(controller);
      const events = await subscribe<InstanceEvent>(product, INSTANCES, { streamIds: [controller.streamId] });
      assert.equal((await events.next()).smurfInstances.instances.length, 1);
      controller.hardware.openStream('', 'calibrating');
      const { smurfInstances } = await events.first(
        ({ smurfInstances: { instances } }) => instances[0]?.state?.pysmurfAction === 'calibrating',
      );
      assert.deepEqual(
        [smurfInstances.kind, smurfInstances.instances[0]?.streamId],
        ['UPDATED', controller.streamId],
      );
      controller.hardware.closeStream();
      await events.leave();
    });

    it('sessionUpdates sends the current sessions, then each change until the end', async () => {
      const [controller] = product.controllers;
      assert.ok(controller);
      const events = await subscribe<SessionUpdate>(product, SESSIONS, {
        streamIds: [controller.streamId],
        operations: ['check_state', 'take_noise'],
      });
      const { sessionUpdates: first } = await events.next();
      assert.deepEqual([first.operation.name, first.session.status], ['check_state', 'RUNNING']);
      const { id } = await takeNoise(product, 150);
      const noise = ({ sessionUpdates: { operation } }: SessionUpdate) => operation.name === 'take_noise';
      const { sessionUpdates: begun } = await events.first(noise);
      assert.equal(begun.instance.streamId, controller.streamId);
      assert.equal(begun.operation.session.id, begun.session.id, 'the operation points to the new session');
      const { sessionUpdates: done } = await events.first(
        (update) => noise(update) && update.sessionUpdates.session.status === 'DONE',
      );
      assert.equal(done.session.id, begun.session.id);
      assert.equal(done.session.success, true);
      await events.leave();
      await product.core.runs.waitFor(id, 'FINISHED', 20);
    });

    it('runUpdates sends the current state of the run, then each change, and completes when the run ends', async () => {
      const begun = await takeNoise(product, 100);
      const events = await subscribe<{ runUpdates: RunFields }>(product, RUN_UPDATES, { id: begun.id });
      const all = await events.rest();
      const [first, last] = [all.at(0)?.runUpdates, all.at(-1)?.runUpdates];
      assert.deepEqual([first?.id, first?.status, first?.endTime], [begun.id, 'RUNNING', null]);
      assert.deepEqual(
        [last?.status, ...(last?.slots ?? []).map(({ status }) => status)],
        ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
      );
      assert.ok(last?.endTime);
      assert.equal(all.filter(({ runUpdates }) => runUpdates.endTime !== null).length, 1);
    });

    it('runUpdates of a run that has ended sends it once, and completes', async () => {
      const { id } = await takeNoise(product, 1);
      await product.core.runs.waitFor(id, 'FINISHED', 20);
      const events = await subscribe<{ runUpdates: RunFields }>(product, RUN_UPDATES, { id });
      assert.deepEqual(
        (await events.rest()).map(({ runUpdates }) => runUpdates.status),
        ['SUCCEEDED'],
      );
    });

    it('runUpdates of a run that is not there is rejected with its code', async () => {
      const events = await subscribe(product, RUN_UPDATES, { id: 'no-run' });
      const [error] = (await events.refusal()) as { extensions: unknown }[];
      assert.deepEqual(error?.extensions, { code: 'UNKNOWN_RUN', id: 'no-run' });
      await product.freed();
    });

    it('runs sends the open runs, then each change of any run that matches', async () => {
      const going = await takeNoise(product, 150);
      const events = await subscribe<{ runs: RunFields }>(product, RUNS, {
        filter: { operation: 'take_noise' },
      });
      assert.equal((await events.next()).runs.id, going.id);
      await product.ask('mutation { stopOperation(operation: "stream") { id } }');
      await events.first(({ runs }) => runs.id === going.id && runs.endTime !== null);
      const { id } = await takeNoise(product, 1);
      const seen = new Set<string>();
      await events.first(({ runs }) => {
        seen.add(runs.id);
        return runs.id === id && runs.status === 'SUCCEEDED';
      });
      assert.deepEqual([...seen], [id]);
      await events.leave();
    });

    it('network sends the state of the connection', async () => {
      const events = await subscribe<{ network: unknown }>(product, NETWORK);
      assert.deepEqual(await events.next(), { network: { connected: true, reason: null } });
      await events.leave();
    });

    it('feed sends the last message, then each new one', async () => {
      const [, controller] = product.controllers;
      assert.ok(controller);
      const meant = { streamIds: [controller.streamId], feeds: ['noise_results'] };
      const events = await subscribe<FeedMessage>(product, FEED, meant);
      const before = Date.now();
      const { id } = await takeNoise(product, 1);
      const { feed: message } = await events.first(({ feed }) => Date.parse(feed.time) >= before);
      assert.deepEqual(
        [message.kind, message.instance.streamId, message.feed],
        ['MESSAGE', controller.streamId, 'noise_results'],
      );
      assert.ok(message.message?.['noise_results']);
      await product.core.runs.waitFor(id, 'FINISHED', 20);
      await events.leave();
      const late = await subscribe<FeedMessage>(product, FEED, meant);
      assert.deepEqual((await late.next()).feed.message, message.message);
      await late.leave();
    });

    it('that is no valid document is rejected', async () => {
      const events = await subscribe(product, 'subscription { smurfInstances { colour } }').catch(
        (error) => error,
      );
      // SSE answers with a status and errors in the stream; the WebSocket with an error message.
      if (events instanceof Error) assert.match(events.message, /content-type|event-stream|colour/);
      else assert.match(JSON.stringify(await events.refusal()), /colour/);
    });
  });
}

describe('leaving', () => {
  const ROUNDS = 25;
  const ALL = [INSTANCES, SESSIONS, RUNS, NETWORK, FEED];
  let product: Product;
  before(async () => {
    product = await startProduct();
  });
  after(() => product?.close());

  for (const [way, subscribe] of Object.entries(WAYS)) {
    it(`frees everything, round after round, over ${way}`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const events = await Promise.all(ALL.map((document) => subscribe(product, document)));
        await until(() => product.http.openSubscriptions === ALL.length, 'all are open');
        await Promise.all(events.map((one) => one.leave()));
        await product.freed();
      }
    });
  }

  it('without a close, as after a cut cable, frees everything too', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const events = ALL.map((document) => product.subscribe(document));
      await until(() => product.http.openSubscriptions === ALL.length, 'all are open');
      product.dropSockets();
      await Promise.all(events.map((one) => assert.rejects(one.rest())));
      await product.freed();
    }
  });

  it('in the middle of a run frees its watchers and leaves the run alone', async () => {
    const { id } = await takeNoise(product, 200);
    const events = product.subscribe<{ runUpdates: RunFields }>(RUN_UPDATES, { id });
    await events.next();
    await events.leave();
    assert.equal((await product.core.runs.waitFor(id, 'FINISHED', 20)).status, 'SUCCEEDED');
    await product.freed();
  });
});

describe('a link to the router that is lost', () => {
  it('is reported by the subscription network, and no slot expires', async () => {
    const product = await startProduct({ slots: 1 });
    try {
      const events = product.subscribe<{ network: { connected: boolean; reason: string | null } }>(NETWORK);
      assert.equal((await events.next()).network.connected, true);
      await product.network.close();
      const { network } = await events.first((event) => !event.network.connected);
      assert.ok(network.reason);
      await events.leave();
      const { smurfInstances } = await product.ask<{ smurfInstances: { expired: boolean }[] }>(
        '{ smurfInstances { expired } }',
      );
      assert.deepEqual(smurfInstances, [{ expired: false }]);
    } finally {
      await product.close();
    }
  });
});
