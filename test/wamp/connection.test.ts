import { createRouter } from '../../src/router/router.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { within } from '../until.js';
import { connectionBehaviours } from './connection-behaviours.js';
import { FAST } from './harness.js';

connectionBehaviours('A connection over a WebSocket', async (t) => {
  const router = await createRouter({ port: 0 });
  t.after(() => router.close());
  return {
    connect() {
      const connection = createWampConnection({ ...FAST, url: router.url });
      t.after(() => connection.close());
      return connection;
    },
    settle: (promise) => within(promise, 'it settles'),
    breakLinks: () => router.drop(),
  };
});
