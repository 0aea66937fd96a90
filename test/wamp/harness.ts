import type { TestContext } from 'node:test';
import { createWampConnection, type WampConnectionOptions } from '../../src/wamp/connection.js';
import { WampError } from '../../src/wamp/error.js';
import type { LinkState, WampConnection } from '../../src/wamp/types.js';
import { createFakeRouter, type FakeRouter } from './fake-router.js';

/** Short, so that a test of many attempts takes no time; long against what a loaded machine needs. */
export const FAST = {
  realm: 'test_realm',
  backoff: { initialMs: 10, maxMs: 40 },
  ping: { everyMs: 2000, silentMs: 6000 },
  joinTimeoutMs: 5000,
  retryMs: 20,
} satisfies Partial<WampConnectionOptions>;

/** A fake router that is closed after the test. */
export async function startRouter(
  t: TestContext,
  options: Parameters<typeof createFakeRouter>[0] = {},
): Promise<FakeRouter> {
  const router = await createFakeRouter(options);
  t.after(() => router.close());
  return router;
}

/** A connection that is closed after the test. */
export function connect(
  t: TestContext,
  options: Partial<WampConnectionOptions> & { url: string },
): WampConnection {
  const connection = createWampConnection({ ...FAST, ...options });
  t.after(() => connection.close());
  return connection;
}

/** The first state of the link that meets the condition, now or later. */
export function linkWhere(
  connection: WampConnection,
  condition: (link: LinkState) => boolean,
): Promise<LinkState> {
  return new Promise((resolve) => {
    if (condition(connection.link)) {
      resolve(connection.link);
      return;
    }
    const listening = connection.onLinkChange((link) => {
      if (!condition(link)) return;
      listening.close();
      resolve(link);
    });
  });
}

/** What the promise is rejected with, which has to be a {@link WampError}. */
export async function rejectionOf(promise: Promise<unknown>): Promise<WampError> {
  const thrown = await promise.then(
    (value) => new Error(`resolved to ${JSON.stringify(value)} instead of rejecting`),
    (reason: unknown) => reason,
  );
  if (thrown instanceof WampError) return thrown;
  throw thrown instanceof Error ? thrown : new Error(`rejected with ${String(thrown)}, which is no Error`);
}
