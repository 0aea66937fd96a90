import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it, type TestContext } from 'node:test';
import { createIdentities } from '../../src/auth/identities.js';
import type { Viewer } from '../../src/auth/viewer.js';
import type { END_REASONS } from '../../src/graphql/subscription-counts.js';
import type { HttpServerOptions } from '../../src/http/server.js';
import { createTopic } from '../../src/lib/topic.js';
import { createMetrics } from '../../src/metrics/metrics.js';
import { type Product, startProduct } from '../product.js';
import { until, within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import { openSocket, type RawSocket, serveHttp } from './ask.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

/** A server whose ends of subscriptions are counted, and a client with one subscription. */
async function follow(t: TestContext, options: Partial<HttpServerOptions>, payload: object = {}) {
  const metrics = createMetrics();
  t.after(() => metrics.close());
  const { url } = await serveHttp(t, product, { ...options, metrics });
  const client = await openSocket(t, url);
  client.say({ type: 'connection_init', payload });
  assert.deepEqual(await client.next(), { type: 'connection_ack' });
  client.say({ id: 'mine', type: 'subscribe', payload: { query: 'subscription { network { id } }' } });
  assert.equal((await client.next())['type'], 'next');
  const endsFor = (reason: (typeof END_REASONS)[number]) =>
    until(() => metrics.subscriptions.ended[reason] === 1, `an end for the reason ${reason}`);
  return { client, metrics, endsFor };
}

const leave = ({ socket }: RawSocket) => socket.terminate();

describe('the end of a subscription over WebSocket is counted', () => {
  it('as left, if the client completes it or goes away', async (t) => {
    const first = await follow(t, {});
    first.client.say({ id: 'mine', type: 'complete' });
    await first.endsFor('left');
    const second = await follow(t, {});
    leave(second.client);
    await second.endsFor('left');
    assert.equal(second.metrics.subscriptions.started, 1);
  });

  it('as silent, if the client does not answer pings', async (t) => {
    const clock = createVirtualClock();
    const { client, endsFor } = await follow(t, { clock });
    client.socket.on('ping', () => {});
    client.socket.pong = () => {};
    for (let count = 0; count < 3; count += 1) {
      const ping = once(client.socket, 'ping');
      await clock.advance(20_000);
      await within(ping, 'a ping');
    }
    await clock.advance(20_000);
    await endsFor('silent');
  });

  it('as slow, if the client does not read', async (t) => {
    const { client, metrics, endsFor } = await follow(t, { limits: { waitingBytes: 100_000 } });
    client.socket.pause();
    const query = '{ smurfInstances { operations { name docstring parameters { name description } } } }';
    let id = 0;
    const ask = () => {
      for (let count = 0; count < 20; count += 1) {
        client.say({ id: String(id++), type: 'subscribe', payload: { query } });
      }
      return metrics.subscriptions.ended.slow === 1 || client.socket.readyState !== client.socket.OPEN;
    };
    await until(ask, 'the client is cut off');
    client.socket.resume();
    await endsFor('slow');
  });

  it('as rights, if those of the client have changed', async (t) => {
    const changes = createTopic<void>(() => {});
    let viewer: Viewer | null = { name: 'anna', role: 'viewer', operations: null, slots: null };
    const tokens = { find: () => viewer, changes };
    const options = { identities: createIdentities({ tokens }) };
    const { endsFor } = await follow(t, options, { Authorization: 'Bearer secret' });
    viewer = null;
    changes.emit();
    await endsFor('rights');
  });
});
