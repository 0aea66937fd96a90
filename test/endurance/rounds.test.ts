import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProduct } from '../product.js';

const ROUNDS = 1000;
const WARM_UP = 100;

const SUBSCRIPTIONS = [
  'subscription { smurfInstances { kind instances { id } } }',
  'subscription { sessionUpdates { session { id status } } }',
  'subscription { network { id connected } }',
  'subscription { feed { kind feed } }',
  'subscription { runs { id } }',
];

async function settledHeap(): Promise<number> {
  assert.ok(globalThis.gc, 'run with --expose-gc');
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc();
    await sleep(50);
  }
  return process.memoryUsage().heapUsed;
}

it('keeps nothing after a thousand subscribers have come and left, half of them by dropping the socket', async (t) => {
  const product = await startProduct();
  t.after(() => product.close());
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

  const { runOperation } = await product.ask<{ runOperation: { id: string } }>(
    'mutation { runOperation(operation: "take_noise", params: {duration: 1}, waitSeconds: 30) { id } }',
  );
  const documents = [...SUBSCRIPTIONS, `subscription { runUpdates(id: "${runOperation.id}") { id } }`];

  /** Half leave by dropping the socket; of the others every second came over SSE. */
  async function round(number: number): Promise<void> {
    const isSse = number % 4 === 0;
    const events = isSse
      ? await Promise.all(documents.map((document) => product.subscribeSse(document)))
      : documents.map((document) => product.subscribe(document));
    await Promise.all(events.slice(0, 3).map((one) => one.next()));
    if (number % 2 === 1) product.dropSockets();
    await Promise.all(events.map((one) => one.leave().catch(() => {})));
  }

  for (let number = 0; number < WARM_UP; number++) await round(number);
  await product.freed();
  const [heapBefore, timersBefore] = [await settledHeap(), timers()];
  for (let number = 0; number < ROUNDS; number++) await round(number);
  await product.freed();
  const [heapAfter, timersAfter] = [await settledHeap(), timers()];
  const grown = (heapAfter - heapBefore) / 1e6;
  t.diagnostic(
    `heap: ${(heapBefore / 1e6).toFixed(1)} MB, and ${grown.toFixed(1)} MB more after ${ROUNDS} rounds`,
  );
  // The server, the simulated slots and all clients live in this process: 2 KB a round would be 10 MB here.
  assert.ok(grown < 10, `${grown} MB`);
  assert.ok(timersAfter <= timersBefore + 2, `${timersBefore} timers before, ${timersAfter} after`);
});
