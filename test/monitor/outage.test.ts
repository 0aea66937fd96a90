import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { before, describe, it } from 'node:test';
import type { ApolloClient } from '@apollo/client';
import { createClient } from '../../monitor/api/client.js';
import { type Answer, createReader } from '../../monitor/context/reader.js';
import {
  MonitorAcknowledgeDocument,
  MonitorOperationNamesDocument,
} from '../../monitor/generated/graphql.js';
import { followLiveData } from '../../monitor/live/live-data.js';
import { untilDone } from '../../monitor/live/repeat.js';
import { createStore } from '../../monitor/shared/store.js';

/** Lets everything happen that waits for no time. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A WebSocket that never opens. */
class SilentSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  close(): void {}
}

describe('what was asked during an outage', () => {
  before(() => {
    Object.assign(globalThis, { requestAnimationFrame: setTimeout, cancelAnimationFrame: clearTimeout });
    Object.assign(globalThis, { WebSocket: SilentSocket, CloseEvent: Event });
  });

  it('holds up nothing that is asked after it, and a command may take longer than a question', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const asked = t.mock.method(
      globalThis,
      'fetch',
      (_: unknown, { signal }: { signal: AbortSignal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const { client, link } = createClient(new URL('http://127.0.0.1:1/graphql'));
    t.after(() => void link.client.dispose());
    const failed: string[] = [];
    const ask = (what: string, answer: Promise<unknown>) => answer.catch(() => failed.push(what));
    void ask('first', client.query({ query: MonitorOperationNamesDocument }));
    void ask('second', client.query({ query: MonitorOperationNamesDocument }));
    const variables = { streamIds: ['A'] };
    void ask('command', client.mutate({ mutation: MonitorAcknowledgeDocument, variables }));
    await settle();
    assert.equal(asked.mock.callCount(), 3);
    t.mock.timers.tick(15_000);
    await settle();
    assert.deepEqual(failed, ['first', 'second']);
    t.mock.timers.tick(60_000);
    await settle();
    assert.equal(failed.length, 2);
    t.mock.timers.tick(15_000);
    await settle();
    assert.deepEqual(failed, ['first', 'second', 'command']);
  });

  it('is repeated, ever more rarely, until it has succeeded, and leaves nothing', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const closing = new AbortController();
    let count = 0;
    const done = untilDone(async () => {
      count += 1;
      if (count < 3) throw new Error('no answer');
    }, closing.signal);
    for (const [ms, asked] of [
      [1999, 1],
      [1, 2],
      [3999, 2],
      [1, 3],
    ] as const) {
      await settle();
      t.mock.timers.tick(ms);
      await settle();
      assert.equal(count, asked);
    }
    await done;
    assert.equal(getEventListeners(closing.signal, 'abort').length, 0);
  });

  it('is what the page has missed of the runs: for each connection, until the page closes', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let connected = () => {};
    let asked = 0;
    let works = false;
    const client = {
      subscribe: ({ query }: { query: unknown }) => ({
        subscribe({ next }: { next(result: unknown): void }) {
          const smurfInstances = { kind: 'SNAPSHOT', instances: [] };
          if (JSON.stringify(query).includes('smurfInstances'))
            connected = () => next({ data: { smurfInstances } });
          return { unsubscribe() {} };
        },
      }),
      async query() {
        asked += 1;
        if (!works) throw new Error('no answer');
        return { data: { open: { nodes: [] }, ended: { nodes: [] } } };
      },
    } as unknown as ApolloClient;
    const live = followLiveData(client);
    const after = async (ms: number) => {
      await settle();
      t.mock.timers.tick(ms);
      await settle();
      return asked;
    };
    connected();
    assert.equal(await after(0), 1);
    works = true;
    assert.equal(await after(2000), 2);
    assert.equal(await after(120_000), 2);
    works = false;
    connected();
    assert.equal(await after(0), 3);
    // The one before ends with its connection.
    connected();
    assert.equal(await after(0), 4);
    assert.equal(await after(2000), 5);
    live.close();
    assert.equal(await after(120_000), 5);
  });

  it('leaves the answer before it, and is one question at a time, over each connection anew', async () => {
    const asked: { answer(data: string): void; fail(message: string): void }[] = [];
    const client = {
      query: () =>
        new Promise((resolve, reject) => {
          asked.push({
            answer: (data) => resolve({ data }),
            fail: (message) => reject(new Error(message)),
          });
        }),
    } as unknown as ApolloClient;
    const subject = { query: MonitorOperationNamesDocument, variables: {} };
    const store = createStore<Answer<unknown>>({ data: null, error: null });
    const [first, second] = [createReader(client, subject, store), createReader(client, subject, store)];
    first.read();
    first.read();
    first.read();
    assert.equal(asked.length, 1);
    asked[0]?.answer('old');
    await settle();
    assert.equal(asked.length, 2);
    asked[1]?.fail('no answer');
    await settle();
    assert.deepEqual(store.latest, { data: 'old', error: 'no answer' });
    first.read();
    first.close();
    second.read();
    asked[3]?.answer('new');
    await settle();
    asked[2]?.fail('too late');
    await settle();
    assert.deepEqual(store.latest, { data: 'new', error: null });
    assert.equal(asked.length, 4);
  });
});
