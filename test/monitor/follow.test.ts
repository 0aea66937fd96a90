import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import type { ApolloClient } from '@apollo/client';
import { MonitorRunsDocument } from '../../monitor/generated/graphql.js';
import { follow } from '../../monitor/live/follow.js';

test('a subscription that the server ends is opened again, leaves nothing, and is given back at the end', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let opened = 0;
  let isOpen = false;
  let end = () => {};
  const client = {
    subscribe: () => ({
      subscribe({ complete }: { complete(): void }) {
        opened += 1;
        isOpen = true;
        end = complete;
        return {
          unsubscribe() {
            isOpen = false;
          },
        };
      },
    }),
  } as unknown as ApolloClient;
  const closing = new AbortController();
  follow(client, { query: MonitorRunsDocument, variables: {} }, closing.signal, () => {});
  for (let count = 0; count < 3; count += 1) {
    end();
    t.mock.timers.tick(1000);
  }
  assert.deepEqual([opened, getEventListeners(closing.signal, 'abort').length], [4, 1]);
  closing.abort();
  assert.equal(isOpen, false);
  end();
  t.mock.timers.tick(1000);
  assert.equal(opened, 4);
});
