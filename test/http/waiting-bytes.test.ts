import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWaitingBytes, type SlowClient } from '../../src/http/waiting-bytes.js';

function createClients(count: number) {
  const turnedAway: number[] = [];
  const clients = Array.from(
    { length: count },
    (_none, n): SlowClient => ({ turnAway: () => turnedAway.push(n) }),
  );
  return { turnedAway, clients: clients as [SlowClient, SlowClient, SlowClient] };
}

describe('what waits for all clients', () => {
  it('is what is not sent yet', () => {
    const waiting = createWaitingBytes(100);
    const [client] = createClients(1).clients;
    const [one, other] = [waiting.take(client, 'x'.repeat(30)), waiting.take(client, Buffer.alloc(20))];
    assert.equal(waiting.total, 50);
    one.close();
    one.close();
    assert.equal(waiting.total, 20);
    other.close();
    assert.equal(waiting.total, 0);
  });

  it('counts a message once that several clients share, until the last one has it', () => {
    const waiting = createWaitingBytes(100);
    const { clients, turnedAway } = createClients(3);
    const message = Buffer.alloc(90);
    const held = clients.map((client) => waiting.take(client, message));
    assert.equal(waiting.total, 90);
    for (const [n, one] of held.entries()) {
      one.close();
      assert.equal(waiting.total, n < 2 ? 90 : 0);
    }
    assert.deepEqual(turnedAway, []);
  });

  it('never becomes more than the limit: the client for which most waits is disconnected, and no other', () => {
    const waiting = createWaitingBytes(100);
    const { clients, turnedAway } = createClients(3);
    const [first, second, third] = clients;
    waiting.take(first, 'x'.repeat(30));
    waiting.take(second, 'x'.repeat(20));
    const last = waiting.take(second, 'x'.repeat(30));
    waiting.take(third, 'x'.repeat(25));
    assert.deepEqual(turnedAway, [1]);
    assert.equal(waiting.total, 55);
    last.close();
    assert.equal(waiting.total, 55);
    waiting.take(third, 'x'.repeat(40));
    assert.deepEqual([turnedAway, waiting.total], [[1], 95]);
  });

  it('disconnects a client that alone has too much', () => {
    const waiting = createWaitingBytes(100);
    const { clients, turnedAway } = createClients(1);
    waiting.take(clients[0], 'x'.repeat(101));
    assert.deepEqual([turnedAway, waiting.total], [[0], 0]);
  });
});
