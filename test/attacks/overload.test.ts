import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOCUMENTS } from './attackers/documents.js';
import { startFortress } from './fortress.js';
import { besiege } from './siege.js';

test('a server under attack stays alive, stops the slots for others, and', async (t) => {
  const fortress = await startFortress(t);

  await t.test('rejects hostile documents, each with its code', async (t) => {
    const answers = await besiege(t, fortress, 'documents');
    for (const [name, { code }] of Object.entries(DOCUMENTS)) {
      assert.deepEqual(Object.keys(answers[name] ?? {}), [`200 ${code}`], name);
    }
    for (const name of ['a batch of commands', 'an array of arrays', 'a prototype', 'bad UTF-8']) {
      assert.deepEqual(Object.keys(answers[name] ?? {}), ['400 BAD_REQUEST'], name);
    }
  });

  await t.test('rejects bodies of 100 MB, and does not unpack a packed one', async (t) => {
    assert.deepEqual(await besiege(t, fortress, 'bodies'), {
      'with a length': { '413 REQUEST_ENTITY_TOO_LARGE': 4 },
      'in chunks': { '413 REQUEST_ENTITY_TOO_LARGE': 4 },
      'without a token': { '401 UNAUTHENTICATED': 4 },
      'in chunks, without a token': { '401 UNAUTHENTICATED': 4 },
      packed: { '400 BAD_REQUEST': 1 },
    });
  });

  await t.test('opens 200 of 10,000 subscriptions on one WebSocket', async (t) => {
    assert.deepEqual(await besiege(t, fortress, 'subscriptions'), {
      next: 200,
      TOO_MANY_SUBSCRIPTIONS: 9800,
    });
  });

  await t.test('survives resets in every state of an upgrade', async (t) => {
    const { reset = 0, ...others } = await besiege(t, fortress, 'resets');
    assert.deepEqual(others, {});
    assert.ok(reset > 100);
  });

  await t.test('holds 500 WebSockets of one address, and turns the others away', async (t) => {
    assert.deepEqual(await besiege(t, fortress, 'sockets', { sockets: 600, addresses: 1 }), {
      accepted: 500,
      'closed 1013 --max-sockets-per-address': 100,
    });
  });

  await t.test('holds 5,000 WebSockets of many addresses, and turns the others away', async (t) => {
    assert.deepEqual(await besiege(t, fortress, 'sockets', { sockets: 5100, addresses: 12 }), {
      accepted: 5000,
      'closed 1013 --max-sockets': 100,
    });
  });

  await t.test('disconnects clients that are as slow as they can be', async (t) => {
    assert.deepEqual(await besiege(t, fortress, 'slow'), {
      'nothing at all': { '408': 100 },
      'slow headers': { '408': 100 },
      'one slow header': { '408': 100 },
      'a slow body': { '408': 100 },
      'a slow body in chunks': { '408': 100 },
      'pings before the first message': { '4408': 50 },
      'pings of the protocol before the first message': { '4408': 50 },
      'fragments of a message without end': { '4408': 50 },
    });
  });
});
