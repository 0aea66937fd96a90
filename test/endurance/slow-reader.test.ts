import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startProduct } from '../product.js';
import { until } from '../until.js';

const EVENTS = 10_000;
const SILENCE_MS = 60_000;
const BATCH = 100;

interface Update {
  /** The address of the slot and the number of the session. */
  readonly session: string;
  readonly status: string;
  readonly n: number | null;
}

it('a reader that stops for a minute uses little memory, then gets the last state and the end of every run', async (t) => {
  const product = await startProduct({ slots: 2 });
  const { registry } = product.core;
  const [slot] = registry.slots;
  assert.ok(slot);

  const socket = new WebSocket(product.http.url.replace('http', 'ws'), 'graphql-transport-ws');
  t.after(async () => {
    socket.terminate();
    await product.close();
  });
  const updates: Update[] = [];
  let acknowledged = false;
  socket.on('message', (text) => {
    const { type, payload } = JSON.parse(String(text));
    if (type === 'connection_ack') acknowledged = true;
    if (type === 'ping') socket.send('{"type":"pong"}');
    if (type !== 'next') return;
    const { instance, session } = payload.data.sessionUpdates;
    const { sessionId, status, data } = session;
    updates.push({ session: `${instance.address} ${sessionId}`, status, n: data?.n ?? null });
  });
  let closed: number | null = null;
  socket.on('close', (code) => {
    closed = code;
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await until(() => acknowledged, 'the connection is acknowledged');
  const query = 'subscription { sessionUpdates { instance { address } session { sessionId status data } } }';
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  await until(() => updates.length > 0, 'the first events');

  socket.pause();
  const before = process.memoryUsage().rss;
  const running =
    'mutation { runOperation(operation: "set_biases", params: {bias: 1}, waitSeconds: 30) { success result } }';
  const ends: string[] = [];
  const startedAt = Date.now();
  const filler = 'x'.repeat(4000);
  for (let event = 0; event < EVENTS; event++) {
    // A session that changes as fast as it can, 5 KB each time.
    const known = slot.sessions.get('check_state');
    assert.ok(known);
    registry.observe(slot.address, 'check_state', {
      ...known.session,
      data: { n: event, filler, stream_id: slot.streamId },
    });
    if (event % BATCH === 0) await sleep((SILENCE_MS * 0.7) / (EVENTS / BATCH));
    if (event % 1000 === 0) {
      const { runOperation } = await product.ask<{ runOperation: { success: boolean } }>(running);
      assert.ok(runOperation.success);
      for (const { address, sessions } of registry.slots) {
        const record = sessions.get('set_biases');
        if (record) ends.push(`${address} ${record.session.session_id}`);
      }
    }
  }
  await sleep(Math.max(0, SILENCE_MS - (Date.now() - startedAt)));
  const held = (process.memoryUsage().rss - before) / 1e6;
  const pending = updates.length;
  registry.observe(slot.address, 'check_state', {
    ...(slot.sessions.get('check_state')?.session ?? assert.fail()),
    data: { n: EVENTS, stream_id: slot.streamId },
  });

  socket.resume();
  const isDone = (session: string) =>
    updates.some((update) => update.session === session && update.status === 'DONE');
  const missing = () => ends.filter((session) => !isDone(session));
  await until(
    () => missing().length === 0,
    () =>
      `every end of a run: ${missing().length} of ${ends.length} are missing, after ${updates.length - pending} events; close code ${closed}`,
  );
  await until(() => updates.some(({ n }) => n === EVENTS), 'the last state');
  t.diagnostic(
    `${updates.length - pending} of ${EVENTS} events were sent; resident memory grew by ${held.toFixed(0)} MB`,
  );
  assert.ok(updates.length < EVENTS / 2, 'most events were merged');
  assert.ok(held < 100, `${held} MB`);
});
