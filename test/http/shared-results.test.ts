import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { schema } from '../../src/graphql/schema.js';
import type { Events } from '../events.js';
import { type Product, startProduct } from '../product.js';

const RUNS = 'subscription { runs { id note } }';

interface Seen {
  readonly runs: { readonly id: string; readonly note: string | null };
}

let product: Product;
/** A run that lasts until it is cancelled. */
let id: string;
before(async () => {
  product = await startProduct({ slots: 1 });
  const start = 'mutation { runOperation(operation: "stream") { id } }';
  id = (await product.ask<{ runOperation: { id: string } }>(start)).runOperation.id;
});
after(async () => {
  await product?.core.runs.cancel(id);
  await product?.close();
});

/** Counts how often an event of `runs` is executed. */
function countExecutions(t: TestContext): () => number {
  const field = schema.getSubscriptionType()?.getFields()['runs'] ?? assert.fail();
  const { resolve = assert.fail } = field;
  let count = 0;
  field.resolve = (...args) => {
    count += 1;
    return resolve(...args);
  };
  t.after(() => {
    field.resolve = resolve;
  });
  return () => count;
}

/** A new client that has received the state of the run. */
async function begin(opening: Events<Seen> | Promise<Events<Seen>>): Promise<Events<Seen>> {
  const client = await opening;
  await client.first(({ runs }) => runs.id === id);
  return client;
}

/** Changes the note of the run, and waits until all clients have it. */
async function tellAll(clients: readonly Events<Seen>[], note: string): Promise<void> {
  await product.ask('mutation ($id: ID!, $note: String) { annotateRun(id: $id, note: $note) { id } }', {
    id,
    note,
  });
  await Promise.all(clients.map((client) => client.first(({ runs }) => runs.note === note)));
}

describe('clients of both transports with the same subscription', () => {
  it('get each event, which is executed once for all of them', async (t) => {
    const clients = await Promise.all([
      ...[RUNS, `${RUNS} # mine`, RUNS].map((document) => begin(product.subscribe<Seen>(document))),
      ...[RUNS, RUNS].map((document) => begin(product.subscribeSse<Seen>(document))),
    ]);
    const executions = countExecutions(t);
    await tellAll(clients, 'once');
    // A change of the run itself may be an event more.
    assert.ok(executions() >= 1 && executions() <= 2, `${executions()} executions`);
    for (const client of clients) await client.leave();
  });

  it('go on when the first of them leaves, whatever its transport', async () => {
    const open = {
      WebSocket: () => begin(product.subscribe<Seen>(RUNS)),
      SSE: () => begin(product.subscribeSse<Seen>(RUNS)),
    };
    for (const [transport, openFirst] of Object.entries(open)) {
      const first = await openFirst();
      const others = await Promise.all([open.WebSocket(), open.SSE()]);
      await tellAll([first, ...others], `before ${transport} leaves`);
      await first.leave();
      await tellAll(others, `after ${transport} has left`);
      for (const client of others) await client.leave();
    }
  });
});
