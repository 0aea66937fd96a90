import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'libsql';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until } from '../until.js';
import { endOf, network, RUN, type Run, serve, start } from './killed-server.js';
import { ask } from './program.js';

interface Answer {
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

async function codeOf(url: string, query: string): Promise<string | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as Answer).errors?.[0]?.extensions.code;
}

const problems = async (url: string) =>
  (await ask<{ network: { problems: { code: string }[] } }>(url, '{ network { problems { code } } }')).network
    .problems;

describe('a server whose store hangs', () => {
  it('rejects new runs, stops running operations, still answers, and stores everything later', async (t) => {
    const slots = await network(t, 2);
    const place = temporaryFolder(t);
    const { url } = await serve(t, slots, place);
    const stream = `operation: "stream", waitFor: STARTED, waitSeconds: 10`;
    await ask(url, `mutation { runOperation(${stream}) { id } }`);
    const other = new Database(join(place, 'multismurf.sqlite'));
    t.after(() => other.close());
    other.exec('BEGIN IMMEDIATE');

    const rejected = codeOf(url, 'mutation { runOperation(operation: "take_noise") { id } }');
    const { stop } = await ask<{ stop: Run }>(
      url,
      `mutation { stop: stopOperation(operation: "stream") ${RUN} }`,
    );
    const stopped = await endOf(url, stop.id);
    assert.deepEqual(
      stopped.slots.map(({ status }) => status),
      ['SUCCEEDED', 'SUCCEEDED'],
      'the stop waits for no store',
    );
    assert.equal(await rejected, 'STORE_UNAVAILABLE');
    assert.deepEqual(await problems(url), [{ code: 'STORE_UNAVAILABLE' }]);

    other.exec('ROLLBACK');
    await until(async () => (await problems(url)).length === 0, 'the store works again');
    const stored = other.prepare("select id from runs where status = 'SUCCEEDED' and id = ?");
    await until(() => stored.all(stop.id).length === 1, 'the stop is stored');
    await start(url);
  });
});
