import assert from 'node:assert/strict';
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { pino } from 'pino';
import { type FakePeer, type Message, WAMP } from './fake-router.js';
import { connect, linkWhere, startRouter } from './harness.js';

/** Sends a challenge after HELLO, and a welcome after the expected signature. */
function guard(method: string, extra: object, wanted: string) {
  return (peer: FakePeer, message: Message): boolean => {
    if (message[0] === WAMP.hello) peer.send([WAMP.challenge, method, extra]);
    else if (message[0] === WAMP.authenticate && message[1] === wanted) peer.answer([WAMP.hello]);
    else if (message[0] === WAMP.authenticate) {
      peer.send([WAMP.abort, { message: 'wrong signature' }, 'wamp.error.authentication_failed']);
    } else return false;
    return true;
  };
}

function logTo(lines: string[]) {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return pino({ level: 'trace' }, stream);
}

test('a ticket joins', async (t) => {
  const router = await startRouter(t, { handle: guard('ticket', {}, 'the ticket') });
  const connection = connect(t, { url: router.url, auth: { authid: 'smurf', ticket: 'the ticket' } });
  const [, realm, details] = await (await router.nextPeer()).take(WAMP.hello);
  assert.equal(realm, 'test_realm');
  const { authmethods, authid } = details as Record<string, unknown>;
  assert.deepEqual([authmethods, authid], [['ticket'], 'smurf']);
  await connection.connected();
});

test('WAMP-CRA joins', async (t) => {
  const challenge = '{"nonce": "x"}';
  const wanted = createHmac('sha256', 'the secret').update(challenge).digest('base64');
  const router = await startRouter(t, { handle: guard('wampcra', { challenge }, wanted) });
  await connect(t, { url: router.url, auth: { authid: 'smurf', secret: 'the secret' } }).connected();
});

test('WAMP-CRA with a salted secret joins', async (t) => {
  const challenge = '{"nonce": "x"}';
  const key = pbkdf2Sync('the secret', 'salt', 100, 24, 'sha256').toString('base64');
  const wanted = createHmac('sha256', key).update(challenge).digest('base64');
  const extra = { challenge, salt: 'salt', iterations: 100, keylen: 24 };
  const router = await startRouter(t, { handle: guard('wampcra', extra, wanted) });
  await connect(t, { url: router.url, auth: { authid: 'smurf', secret: 'the secret' } }).connected();
});

test('a refusal is logged with the message of the router, the login is tried again, and no credential is logged', async (t) => {
  const challenge = '{"nonce": "x"}';
  for (const auth of [
    { authid: 'smurf', ticket: 'not to be logged' },
    { authid: 'smurf', secret: 'not to be logged' },
  ]) {
    const method = 'ticket' in auth ? 'ticket' : 'wampcra';
    const router = await startRouter(t, { handle: guard(method, { challenge }, 'something else') });
    const lines: string[] = [];
    const url = router.url.replace('ws://', 'ws://user:not to be logged@');
    const connection = connect(t, { url, auth, logger: logTo(lines) });
    const { reason } = await linkWhere(connection, (link) => link.reason !== null);
    assert.match(reason ?? '', /authentication_failed \(wrong signature\)/);
    await router.nextPeer();
    await router.nextPeer();
    await connection.close();
    assert.notEqual(lines.length, 0);
    assert.doesNotMatch(lines.join(''), /not( |%20)to( |%20)be/);
  }
});

test('a challenge that can not be answered says why', async (t) => {
  const cases = [
    {
      auth: { authid: 'smurf', ticket: 'x' },
      challenge: ['wampcra', {}],
      says: /wampcra authentication, but ticket is configured/,
    },
    {
      auth: undefined,
      challenge: ['ticket', {}],
      says: /ticket authentication, but no credentials are configured/,
    },
    { auth: { authid: 'smurf', secret: 'x' }, challenge: ['wampcra', {}], says: /challenge without text/ },
    {
      auth: { authid: 'smurf', secret: 'x' },
      challenge: ['wampcra', { challenge: 'x', salt: 'y', iterations: 1e12 }],
      says: /unusable iterations/,
    },
  ];
  for (const { auth, challenge, says } of cases) {
    const router = await startRouter(t, {
      handle(peer, [type]) {
        if (type === WAMP.hello) peer.send([WAMP.challenge, ...challenge]);
        return true;
      },
    });
    const connection = connect(t, { url: router.url, ...(auth === undefined ? {} : { auth }) });
    const { reason } = await linkWhere(connection, (link) => link.reason !== null);
    assert.match(reason ?? '', says);
    await connection.close();
  }
});
